import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // The API serves the built files from here, while the page itself also answers at /graphql.
  base: '/graphiql/',
  plugins: [react()],
  build: {
    // The bundle goes out inside the server, so the notices of the packages in it go along.
    license: { fileName: 'licenses.md' },
    // Monaco alone is larger than the default limit, and nobody loads this page on a phone.
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
    rolldownOptions: {
      // GraphiQL, and the description of /api/v1.
      input: ['index.html', 'docs.html'],
      // GraphiQL's packages are compiled already; their hints to the React compiler may be lost.
      checks: { moduleLevelDirective: false },
    },
  },
  server: {
    // Lets the page be worked on with live reload against a server that runs already.
    proxy: { '/graphql': { target: process.env.API_ORIGIN ?? 'http://127.0.0.1:8080', ws: true } },
  },
});
