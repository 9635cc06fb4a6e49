import { byteTokenizer } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';

// Templates in the manner of the families: the same control tokens and the same operations on what people wrote.
export const FAMILIES = {
  chatml: {
    control: ['<|im_start|>', '<|im_end|>'],
    source:
      "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
      "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    prompt: ['<|im_start|>', 'user\nHELLO', '<|im_end|>', '\n', '<|im_start|>', 'assistant\n'],
  },
  llama3: {
    control: ['<|begin_of_text|>', '<|eot_id|>', '<|start_header_id|>', '<|end_header_id|>'],
    source:
      '{{- bos_token }}{% for message in messages %}' +
      "{% set head = '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' %}{{ head + message.content | trim + '<|eot_id|>' }}" +
      "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}",
    prompt: [
      '<|begin_of_text|>',
      '<|start_header_id|>',
      'user',
      '<|end_header_id|>',
      '\n\nHELLO',
      '<|eot_id|>',
      '<|start_header_id|>',
      'assistant',
      '<|end_header_id|>',
      '\n\n',
    ],
  },
  mistral: {
    control: ['<s>', '</s>', '[INST]', '[/INST]', '[AVAILABLE_TOOLS]', '[/AVAILABLE_TOOLS]'],
    source:
      '{{ bos_token }}{% for message in messages %}{% if (message.role == "user") != (loop.index0 % 2 == 0) %}' +
      '{{ raise_exception("roles must take turns") }}{% endif %}' +
      '{% if message.role == "user" %}{% if loop.last and tools %}{{ "[AVAILABLE_TOOLS]" + tools | tojson + "[/AVAILABLE_TOOLS]" }}{% endif %}' +
      '{{ "[INST] " + message.content + " [/INST]" }}{% else %}{{ " " + message.content | trim + eos_token }}{% endif %}{% endfor %}',
    prompt: ['<s>', '[INST]', ' HELLO ', '[/INST]'],
  },
  phi3: {
    control: ['<s>', '<|end|>', '<|user|>', '<|assistant|>', '<|system|>'],
    source:
      "{% for message in messages %}{{ '<|' + message['role'] + '|>' + '\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}" +
      "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}",
    prompt: ['<|user|>', '\nHELLO', '<|end|>', '\n', '<|assistant|>', '\n'],
  },
  gemma: {
    control: ['<bos>', '<end_of_turn>', '<start_of_turn>'],
    source:
      '{{ bos_token }}{% for message in messages %}{% set role = "model" if message.role == "assistant" else message.role %}' +
      '<start_of_turn>{{ role }}\n{{ message.content | trim }}<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}',
    prompt: ['<bos>', '<start_of_turn>', 'user\nHELLO', '<end_of_turn>', '\n', '<start_of_turn>', 'model\n'],
  },
  qwen3: {
    control: ['<|im_start|>', '<|im_end|>'],
    user: ['<think>', '</think>', '<tool_response>', '</tool_response>'],
    // Thinking is cut off answers before the last question, found by going through the messages backwards.
    source: `{%- set ns = namespace(last=messages|length - 1, looking=true) %}
{%- for message in messages[::-1] %}
  {%- set index = messages|length - 1 - loop.index0 %}
  {%- if ns.looking and message.role == 'user' and not (message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
    {%- set ns.looking = false %}{%- set ns.last = index %}
  {%- endif %}
{%- endfor %}
{%- for message in messages %}
  {%- if message.role == 'assistant' %}
    {%- set content = message.content %}{%- set thoughts = '' %}
    {%- if '</think>' in content %}
      {%- set thoughts = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
      {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
    {%- endif %}
    {%- if loop.index0 > ns.last and thoughts %}{{- '<|im_start|>assistant\\n<think>\\n' + thoughts.strip('\\n') + '\\n</think>\\n\\n' + content }}
    {%- else %}{{- '<|im_start|>assistant\\n' + content }}{%- endif %}
    {{- '<|im_end|>\\n' }}
  {%- else %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}`,
    prompt: ['<|im_start|>', 'user\nHELLO', '<|im_end|>', '\n', '<|im_start|>', 'assistant\n'],
  },
};

/** A vocabulary of bytes with the control tokens of each family. */
export const tokenizers = Object.fromEntries(
  Object.entries(FAMILIES).map(([name, { control, user }]) => [name, byteTokenizer(control, [], user)]),
);
export const user = (content) => ({ role: 'user', content });
export const assistant = (content) => ({ role: 'assistant', content });
