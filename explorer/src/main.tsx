import { createRoot } from 'react-dom/client';
// Must come before any editor is made: it tells Monaco to take its workers from the bundle.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';
import { Explorer } from './Explorer';

createRoot(document.getElementById('root')!).render(<Explorer />);
