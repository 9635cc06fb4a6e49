import { Chat } from './chat';

// Rendered on the server; the chat alone runs in the browser.
export default function Page() {
  return (
    <main>
      <h1>A chat with Next.js</h1>
      <Chat />
    </main>
  );
}
