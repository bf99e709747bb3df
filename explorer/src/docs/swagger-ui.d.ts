// The part of Swagger UI that is used here; its package has no types.
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  interface Options {
    domNode: HTMLElement;
    spec: object;
    deepLinking: boolean;
    tryItOutEnabled: boolean;
    validatorUrl: null;
    docExpansion: 'list';
    defaultModelsExpandDepth: number;
    defaultModelExpandDepth: number;
    supportedSubmitMethods: string[];
  }
  export default function SwaggerUI(options: Options): void;
}
