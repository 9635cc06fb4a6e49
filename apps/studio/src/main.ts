import './base.css';
import { openConversationStore } from '@saguim/elements';
import { applyPreferences, readPreferences } from './preferences.js';
import { makeRooms } from './rooms.js';
import { StudioApp } from './studio-app.js';

const preferences = readPreferences();
applyPreferences(preferences);

const app = new StudioApp();
app.rooms = makeRooms(await openConversationStore(), preferences.chatModel);
document.body.append(app);

/** Tells the page of a new version; it takes over when the person says so, never under their hands. */
async function registerServiceWorker(): Promise<void> {
  const registration = await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI));
  const offer = () => {
    const { waiting } = registration;
    if (!waiting || !navigator.serviceWorker.controller) return;
    app.offerUpdate(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('take-over');
    });
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
}

// Without one everything works except opening without a server.
if (import.meta.env.PROD && 'serviceWorker' in navigator) void registerServiceWorker().catch(() => {});
