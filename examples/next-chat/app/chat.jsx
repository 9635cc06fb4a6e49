'use client';
import { useEffect, useRef, useState } from 'react';

export function Chat() {
  const session = useRef();
  const [status, setStatus] = useState('Loading the model…');
  const [ready, setReady] = useState(false);
  const [question, setQuestion] = useState('');
  const [exchanges, setExchanges] = useState([]);
  const [answering, setAnswering] = useState();

  useEffect(() => {
    const gone = new AbortController();
    const monitor = (m) => {
      m.ondownloadprogress = ({ loaded }) => setStatus(`Loading the model: ${Math.round(loaded * 100)} %`);
    };
    // Imported here, so that the server does not load it; a model this small is at its best without dice.
    import('saguim')
      .then(({ LanguageModel }) => LanguageModel.create({ samplingMode: 'most-predictable', monitor, signal: gone.signal }))
      .then((created) => {
        session.current = created;
        setStatus('Ready. Nothing leaves this page.');
        setReady(true);
      })
      .catch((error) => {
        if (!gone.signal.aborted) setStatus(error.message);
      });
    return () => gone.abort(); // ends the session, too
  }, []);

  async function ask(event) {
    event.preventDefault();
    const controller = new AbortController();
    const exchange = { question, answer: '', done: false };
    const show = () => setExchanges((all) => [...all.filter(({ key }) => key !== controller), { ...exchange, key: controller }]);
    setQuestion('');
    setAnswering(controller);
    show();
    try {
      for await (const piece of session.current.promptStreaming(question, { signal: controller.signal })) {
        exchange.answer += piece;
        show();
      }
      exchange.done = true;
      show();
    } catch (error) {
      if (error.name !== 'AbortError') setStatus(error.message);
    }
    setAnswering(undefined);
  }

  return (
    <>
      <p role="status">{status}</p>
      <div role="log">
        {exchanges.map((exchange, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: exchanges are added at the end alone
          <div key={index}>
            <p className="question">{exchange.question}</p>
            <p className="answer" data-done={exchange.done || undefined}>
              {exchange.answer}
            </p>
          </div>
        ))}
      </div>
      <form onSubmit={ask}>
        <label htmlFor="question">Your question (the model speaks English)</label>
        <textarea id="question" rows={3} required value={question} onChange={(event) => setQuestion(event.target.value)} />
        <button type="submit" disabled={!ready || Boolean(answering)}>
          Ask
        </button>
        <button type="button" disabled={!answering} onClick={() => answering.abort()}>
          Stop
        </button>
      </form>
    </>
  );
}
