import { readdirSync, readFileSync } from 'node:fs';

const turnTaking = `{%- for message in messages if message.role == 'user' or (message.role == 'assistant' and not message.tool_calls) %}
{%- if (message.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must take turns') }}{% endif %}{% endfor %}`;

/** Templates in the manner of the families: the same control tokens, the same way of writing tools, calls and responses. */
export const TEMPLATES = {
  qwen: {
    control: ['<|im_start|>', '<|im_end|>'],
    user: ['<tool_call>', '</tool_call>'],
    source: `{%- if tools %}{{- '<|im_start|>system\\n' }}{%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
{{- "# Tools\\n<tools>" }}{%- for tool in tools %}{{- "\\n" }}{{- tool | tojson }}{%- endfor %}{{- "\\n</tools>\\nCalls go into <tool_call></tool_call>.<|im_end|>\\n" }}
{%- elif messages[0].role == 'system' %}{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}{%- endif %}
{%- for message in messages %}
{%- if message.role == 'user' or (message.role == 'system' and not loop.first) or (message.role == 'assistant' and not message.tool_calls) %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
{%- elif message.role == 'assistant' %}{{- '<|im_start|>' + message.role }}
{%- if message.content %}{{- '\\n' + message.content }}{%- endif %}
{%- for tool_call in message.tool_calls %}{%- if tool_call.function is defined %}{%- set tool_call = tool_call.function %}{%- endif %}
{{- '\\n<tool_call>\\n{"name": "' }}{{- tool_call.name }}{{- '", "arguments": ' }}{{- tool_call.arguments | tojson }}{{- '}\\n</tool_call>' }}{%- endfor %}
{{- '<|im_end|>\\n' }}
{%- elif message.role == 'tool' %}
{%- if loop.index0 == 0 or messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}
{{- '\\n<tool_response>\\n' }}{{- message.content }}{{- '\\n</tool_response>' }}
{%- if loop.last or messages[loop.index0 + 1].role != 'tool' %}{{- '<|im_end|>\\n' }}{%- endif %}
{%- endif %}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}`,
  },
  coder: {
    control: ['<|im_start|>', '<|im_end|>'],
    user: ['<tool_call>', '</tool_call>'],
    source: `{%- if tools %}{{- '<|im_start|>system\\n' }}{%- for tool in tools %}{%- set tool = tool.function %}{{- '<function>' ~ tool.name ~ ': ' ~ tool.description }}
{%- if tool.parameters.required is defined %}{{- '\\n<required>' ~ (tool.parameters.required | tojson | safe) ~ '</required>' }}{%- endif %}{%- endfor %}{{- '<|im_end|>\\n' }}{%- endif %}
{%- for message in messages %}
{%- if message.role == 'tool' %}{%- if loop.previtem and loop.previtem.role != 'tool' %}{{- '<|im_start|>user\\n' }}{%- endif %}
{{- '<tool_response>\\n' + message.content + '\\n</tool_response>\\n' }}{%- if loop.last or loop.nextitem.role != 'tool' %}{{- '<|im_end|>\\n' }}{%- endif %}
{%- elif message.tool_calls is defined and message.tool_calls %}{{- '<|im_start|>assistant\\n' + message.content }}
{%- for tool_call in message.tool_calls %}{%- set tool_call = tool_call.function %}{{- '\\n<tool_call>\\n<function=' + tool_call.name + '>\\n' }}
{%- for name, value in tool_call.arguments | items %}{{- '<parameter=' + name + '>\\n' + (value if value is string else value | tojson) + '\\n</parameter>\\n' }}{%- endfor %}
{{- '</function>\\n</tool_call>' }}{%- endfor %}{{- '<|im_end|>\\n' }}
{%- else %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{%- endif %}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}`,
  },
  llama3: {
    control: ['<|begin_of_text|>', '<|eot_id|>', '<|eom_id|>', '<|start_header_id|>', '<|end_header_id|>', '<|python_tag|>'],
    source: `{{- bos_token }}{%- if messages[0].role == 'system' %}{%- set system_message = messages[0].content | trim %}{%- set messages = messages[1:] %}
{%- else %}{%- set system_message = '' %}{%- endif %}
{{- '<|start_header_id|>system<|end_header_id|>\\n\\n' + system_message + '<|eot_id|>' }}
{%- if tools is defined and tools is not none %}{%- if messages | length == 0 %}{{- raise_exception('no first user message') }}{%- endif %}
{%- set first = messages[0].content | trim %}{%- set messages = messages[1:] %}
{{- '<|start_header_id|>user<|end_header_id|>\\n\\n' }}{%- for t in tools %}{{- t | tojson(indent=4) }}{{- '\\n\\n' }}{%- endfor %}{{- first + '<|eot_id|>' }}{%- endif %}
{%- for message in messages %}
{%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
{{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content | trim + '<|eot_id|>' }}
{%- elif 'tool_calls' in message %}
{%- if not message.tool_calls | length == 1 %}{{- raise_exception('single tool-calls only') }}{%- endif %}
{%- set tool_call = message.tool_calls[0].function %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{{- '{"name": "' + tool_call.name + '", ' }}{{- '"parameters": ' }}{{- tool_call.arguments | tojson }}{{- '}' }}{{- '<|eot_id|>' }}
{%- else %}{{- '<|start_header_id|>ipython<|end_header_id|>\\n\\n' }}
{%- if message.content is mapping or message.content is iterable %}{{- message.content | tojson }}{%- else %}{{- message.content }}{%- endif %}{{- '<|eot_id|>' }}
{%- endif %}{%- endfor %}{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}`,
  },
  mistral: {
    control: [
      '<s>',
      '</s>',
      '[INST]',
      '[/INST]',
      '[AVAILABLE_TOOLS]',
      '[/AVAILABLE_TOOLS]',
      '[TOOL_CALLS]',
      '[TOOL_RESULTS]',
      '[/TOOL_RESULTS]',
    ],
    source: `{{- bos_token }}{%- if messages[0].role == 'system' %}{%- set system = messages[0].content %}{%- set messages = messages[1:] %}{%- endif %}
{%- set users = messages | selectattr('role', 'equalto', 'user') | list %}${turnTaking}
{%- for message in messages %}
{%- if message.role == 'user' %}{%- if tools is not none and message == users[-1] %}{{- '[AVAILABLE_TOOLS]' }}{{- tools | tojson }}{{- '[/AVAILABLE_TOOLS]' }}{%- endif %}
{{- '[INST] ' + message.content + '[/INST]' }}
{%- elif message.tool_calls is defined and message.tool_calls is not none %}{{- '[TOOL_CALLS][' }}
{%- for tool_call in message.tool_calls %}{%- if tool_call.id | length != 9 %}{{- raise_exception('ids of nine') }}{%- endif %}
{%- set out = tool_call.function | tojson %}{{- out[:-1] }}{{- ', "id": "' + tool_call.id + '"}' }}{%- if not loop.last %}{{- ', ' }}{%- endif %}{%- endfor %}{{- ']' + eos_token }}
{%- elif message.role == 'assistant' %}{{- ' ' + message.content | trim + eos_token }}
{%- elif message.role == 'tool' %}{%- if message.tool_call_id | length != 9 %}{{- raise_exception('ids of nine') }}{%- endif %}
{{- '[TOOL_RESULTS]{"content": ' + message.content | tojson + ', "call_id": "' + message.tool_call_id + '"}[/TOOL_RESULTS]' }}
{%- else %}{{- raise_exception('unknown role') }}{%- endif %}{%- endfor %}`,
  },
  tekken: {
    control: [
      '<s>',
      '</s>',
      '[INST]',
      '[/INST]',
      '[AVAILABLE_TOOLS]',
      '[/AVAILABLE_TOOLS]',
      '[TOOL_CALLS]',
      '[ARGS]',
      '[TOOL_RESULTS]',
      '[/TOOL_RESULTS]',
    ],
    source: `{{- bos_token }}{%- if tools %}{{- '[AVAILABLE_TOOLS]' + (tools | tojson) + '[/AVAILABLE_TOOLS]' }}{%- endif %}
{%- for message in messages %}{%- if message.role == 'user' %}{{- '[INST]' + message.content + '[/INST]' }}
{%- elif message.role == 'assistant' %}{{- message.content or '' }}
{%- for call in message.tool_calls or [] %}{{- '[TOOL_CALLS]' + call.function.name + '[ARGS]' }}{{- call.function.arguments | tojson }}{%- endfor %}{{- eos_token }}
{%- elif message.role == 'tool' %}{{- '[TOOL_RESULTS]' + message.content + '[/TOOL_RESULTS]' }}
{%- else %}{{- '[SYSTEM]' + message.content }}{%- endif %}{%- endfor %}`,
  },
  chatml: {
    control: ['<|im_start|>', '<|im_end|>'],
    source:
      "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
      "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  },
  /** Knows no system and no tools, and wants turns to be taken. */
  gemma: {
    control: ['<bos>', '<end_of_turn>', '<start_of_turn>'],
    source:
      '{{ bos_token }}{% for message in messages %}{% if message.role == "system" or (message.role == "user") != (loop.index0 % 2 == 0) %}' +
      '{{ raise_exception("refused") }}{% endif %}{% set role = "model" if message.role == "assistant" else message.role %}' +
      '<start_of_turn>{{ role }}\n{{ message.content | trim }}<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}',
  },
  stubborn: {
    control: ['<s>', '</s>'],
    source:
      "{% if tools %}{{ raise_exception('no tools') }}{% endif %}{% for message in messages %}{{ message.role + ': ' + message.content }}{% endfor %}",
  },
};

// The same where the tags are control tokens, which no text spells.
for (const family of ['qwen', 'coder']) {
  const { control, user, source } = TEMPLATES[family];
  TEMPLATES[`${family}-marked`] = { control: [...control, ...user], source };
}

/** How answers of a form are written and closed: `mark` is what a call of a weather in Paris looks like, `guided` under what it is decoded. */
const json = '{"name": "get_weather", "arguments": {"place": "Paris"}}';
const forms = {
  hermes: { mark: `<tool_call>\n${json}\n</tool_call>`, guided: { auto: ['tagged'], required: ['tagged'] } },
  elements: {
    mark: '<tool_call>\n<function=get_weather>\n<parameter=place>\nParis\n</parameter>\n</function>\n</tool_call>',
    guided: { auto: ['tagged'], required: ['tagged'] },
  },
  llama3: { mark: '{"name": "get_weather", "parameters": {"place": "Paris"}}', guided: { auto: ['tagged'], required: ['tagged'] } },
  mistral: { mark: `[TOOL_CALLS][${json}]`, guided: { auto: [undefined, 'json-schema'], required: ['json-schema'] } },
  'mistral-named': {
    mark: '[TOOL_CALLS]get_weather[ARGS]{"place": "Paris"}',
    guided: { auto: [undefined, 'regex', 'json-schema'], required: ['regex', 'json-schema'] },
  },
};

/** Which of the models' own templates have which form. */
const published = [
  [/Llama-3\.[123]/, 'llama3', '<|eot_id|>'],
  [/Mistral-Nemo/, 'mistral', '</s>'],
  [/Mistral-Small-3\.2|Devstral|Ministral/, 'mistral-named', '</s>'],
  [/Hermes-[23]|Qwen2\.5|Qwen3-0\.6B|QwQ|MiMo|Bielik/, 'hermes', '<|im_end|>'],
  [/Qwen3-Coder|Qwen3\.5|Nemotron-3|StepFun3\.5/, 'elements', '<|im_end|>'],
  [/granite-4/, 'hermes', '<|end_of_text|>'],
];

/**
 * The templates that models are published with, where a folder of them is given (`SAGUIM_TEMPLATES`): llama.cpp's source has one, in
 * `models/templates`.
 */
export function publishedTemplates(folder) {
  const found = {};
  for (const file of readdirSync(folder)) {
    const [, style, end] = published.find(([name]) => file.endsWith('.jinja') && name.test(file)) ?? [];
    if (!style || (style === 'llama3' && file.includes('Hermes'))) continue;
    const source = readFileSync(`${folder}/${file}`, 'utf8').replace(/\n$/, '');
    const spelled = source.match(/<\|\w+\|>|\[\/?[A-Z_]+\]|<\/?s>/g) ?? [];
    const control = [...new Set(['<s>', end, ...spelled])];
    const user = ['<tool_call>', '</tool_call>'].filter((tag) => source.includes(tag));
    const { mark, guided } = forms[style];
    found[file.replace('.jinja', '')] = {
      template: { source, control, user },
      style,
      native: true,
      answer: mark + end,
      again: style === 'elements' ? '<parameter=place>\nParis\n</parameter>' : '"Paris"}',
      guided,
    };
  }
  return found;
}
