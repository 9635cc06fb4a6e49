// A chatbot that keeps its history and shows its answers as they come: as people write it for Transformers.js.
import { InterruptableStoppingCriteria, pipeline, TextStreamer } from '@huggingface/transformers';

export class Chatbot {
  static task = 'text-generation';
  static model = 'Xenova/TinyLlama-1.1B-Chat-v1.0';
  static instance = null;

  static getInstance(progress_callback = null) {
    Chatbot.instance ??= pipeline(Chatbot.task, Chatbot.model, { progress_callback });
    return Chatbot.instance;
  }

  history = [{ role: 'system', content: 'You are a helpful AI assistant named SmolLM, trained by Hugging Face' }];
  stopping = new InterruptableStoppingCriteria();

  async send(text, onText) {
    const generator = await Chatbot.getInstance();
    this.history.push({ role: 'user', content: text });
    const prompt = generator.tokenizer.apply_chat_template(this.history, { tokenize: false, add_generation_prompt: true });
    const streamer = new TextStreamer(generator.tokenizer, { skip_prompt: true, callback_function: onText });
    this.stopping.reset();
    const [{ generated_text }] = await generator(prompt, {
      max_new_tokens: 32,
      return_full_text: false,
      repetition_penalty: 1.0,
      streamer,
      stopping_criteria: this.stopping,
    });
    this.history.push({ role: 'assistant', content: generated_text });
    return generated_text;
  }

  stop() {
    this.stopping.interrupt();
  }
}
