import './style.css';
import { LanguageModel } from 'saguim';

const [status, log, form, question, send, stop] = ['status', 'log', 'form', 'question', 'send', 'stop'].map((id) =>
  document.getElementById(id),
);

function add(className, text = '') {
  const paragraph = document.createElement('p');
  paragraph.className = className;
  paragraph.textContent = text;
  log.append(paragraph);
  return paragraph;
}

try {
  const session = await LanguageModel.create({
    samplingMode: 'most-predictable', // a model this small is at its best without dice
    monitor: (monitor) => {
      monitor.ondownloadprogress = ({ loaded }) => {
        status.textContent = `Loading the model: ${Math.round(loaded * 100)} %`;
      };
    },
  });
  const { backend, threads } = session.saguim.model;
  status.textContent = `Ready: ${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}. Nothing leaves this page.`;
  send.disabled = false;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const controller = new AbortController();
    const text = question.value;
    question.value = '';
    send.disabled = true;
    stop.disabled = false;
    stop.onclick = () => controller.abort();
    add('question', text);
    const answer = add('answer');
    try {
      for await (const piece of session.promptStreaming(text, { signal: controller.signal })) answer.textContent += piece;
      answer.dataset.done = 'true';
    } catch (error) {
      if (error.name !== 'AbortError') status.textContent = error.message;
    }
    send.disabled = false;
    stop.disabled = true;
  });
} catch (error) {
  status.textContent = error.message;
}
