import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
// The packages within Swagger UI's bundle are none of this build's, so their notices are not among its own.
import notices from 'swagger-ui-dist/swagger-ui-es-bundle.js.LICENSE.txt?url';
import 'swagger-ui-dist/swagger-ui.css';
import './page.css';
import { flat, type Description } from './description';

const place = document.getElementById('docs')!;
document.querySelector<HTMLAnchorElement>('#notices')!.href = notices;

async function show() {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw new Error(`/openapi.json answers ${answer.status}`);
  SwaggerUI({
    domNode: place,
    spec: flat((await answer.json()) as Description),
    deepLinking: true,
    tryItOutEnabled: true,
    // Nobody else is asked whether the description is right.
    validatorUrl: null,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 1,
    supportedSubmitMethods: ['get', 'post'],
  });
}

show().catch((error: Error) => {
  place.textContent = `The description cannot be shown: ${error.message}.`;
});
