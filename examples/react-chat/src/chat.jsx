import { useChat } from '@ai-sdk/react';
import { useEffect, useState } from 'react';
import { createSaguim, SaguimChatTransport } from 'saguim/ai-sdk';

const model = createSaguim({ sampling: { temperature: 0 } })(); // a model this small is at its best without dice
const transport = new SaguimChatTransport({ model, instructions: 'You are a helpful assistant.' });

const textOf = ({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

export function Chat() {
  const [loaded, setLoaded] = useState(0);
  const [ready, setReady] = useState(false);
  const [question, setQuestion] = useState('');
  const { messages, sendMessage, stop, regenerate, status, error } = useChat({ transport });
  const busy = status === 'submitted' || status === 'streaming';

  useEffect(() => {
    const onProgress = (event) => setLoaded(event.loaded);
    model.load({ monitor: (monitor) => monitor.addEventListener('downloadprogress', onProgress) }).then(() => setReady(true));
  }, []);

  const ask = (event) => {
    event.preventDefault();
    sendMessage({ text: question });
    setQuestion('');
  };

  return (
    <>
      <h1>A chat with React</h1>
      <p role="status">
        {error ? error.message : ready ? 'Ready. Nothing leaves this page.' : `Loading the model: ${Math.round(loaded * 100)} %`}
      </p>
      <div role="log">
        {messages.map((message, index) => (
          <p
            key={message.id}
            className={message.role === 'user' ? 'question' : 'answer'}
            data-done={message.role === 'assistant' && !(busy && index === messages.length - 1) ? true : undefined}
          >
            {textOf(message)}
          </p>
        ))}
      </div>
      <form onSubmit={ask}>
        <label htmlFor="question">Your question (the model speaks English)</label>
        <textarea id="question" rows={3} required value={question} onChange={(event) => setQuestion(event.target.value)} />
        <button type="submit" disabled={!ready || busy}>
          Ask
        </button>
        <button type="button" disabled={!busy} onClick={stop}>
          Stop
        </button>
        <button type="button" disabled={busy || messages.length === 0} onClick={() => regenerate()}>
          Again
        </button>
      </form>
    </>
  );
}
