// The secret stands behind the `#` of the address, which browsers send to nobody.
const invitation = location.hash.slice(1);
const form = document.getElementById('form');
const told = document.getElementById('told');
const query =
  'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { account { email } userErrors { message } } }';

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const variables = { input: { invitation, password: document.getElementById('password').value } };
  const headers = { 'Content-Type': 'application/json' };
  try {
    const answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await answer.json();
    const [wrong] = errors ?? data.acceptInvitation.userErrors;
    if (wrong) {
      told.textContent = wrong.message;
      return;
    }
    form.remove();
    history.replaceState(null, '', location.pathname);
    told.textContent = `Your password is set. Sign in as ${data.acceptInvitation.account.email}.`;
  } catch {
    told.textContent = 'The server does not answer. Try again.';
  }
});
