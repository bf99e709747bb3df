// A certified provider of OpenID Connect, with one client and one user who agrees to everything at once. It prints its
// issuer when it listens, and ends when its input does.
import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);
const user = {
  email: "Xu@example.org",
  email_verified: true,
  name: "Xu Tingyan",
  groups: ["staff", "cms-editors"],
};

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
  // What the scopes stand for is in the token itself, as the providers of companies have it.
  conformIdTokenClaims: false,
  cookies: { keys: ["of a test"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/agree/${interaction.uid}` },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...user }) }),
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      accountId: context.oidc.session.accountId,
      clientId: context.oidc.client.clientId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
server.on("request", (request, response) => {
  if (request.url.startsWith("/agree/")) {
    provider.interactionFinished(request, response, { login: { accountId: "u-31" } });
  } else {
    answer(request, response);
  }
});
console.log(issuer);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
