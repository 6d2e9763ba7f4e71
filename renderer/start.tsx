import './styles/layers.css';
import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-ext-400.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Tooltip.layer.css';
import './styles/tokens.css';
import './styles/mantine.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { createI18n } from '#shared/i18n/translate.ts';
import { App } from './app/App.tsx';
import { createClient, createQueryClient } from './app/client.ts';
import { Connection } from './app/connection.ts';
import { startFeed } from './app/live/feed.ts';
import { languageOf, usePreferences } from './app/preferences.ts';
import { createAppRouter } from './app/router.tsx';
import { startShortcuts } from './app/shortcuts.ts';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
const connection = new Connection();
const client = createClient(connection);
const queries = createQueryClient();
const texts = createI18n(languageOf(usePreferences.getState(), navigator.languages.join(',')));
createRoot(element).render(
  <App tools={{ client, connection }} queries={queries} router={createAppRouter()} texts={texts} />,
);
connection.start();
startFeed(client, connection, queries);
startShortcuts();
