"""
What Jinja, set up as transformers sets it up, makes of conversations by the templates of tests/golden/templates: expected.json there.

    python -m venv venv && venv/bin/pip install transformers==5.23.0 jinja2==3.1.6
    venv/bin/python render.py ../../../tests/golden/templates
"""

import json
import sys
from pathlib import Path

from transformers.utils import chat_template_utils

DATE = "2026-11-26"


def user(content):
    return {"role": "user", "content": content}


def assistant(content):
    return {"role": "assistant", "content": content}


def system(content):
    return {"role": "system", "content": content}


TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Weather of a city <b>now</b> & later",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string", "description": "It's a name"}, "days": {"type": "integer"}},
                "required": ["city"],
            },
        },
    },
    {"type": "function", "function": {"name": "now", "description": "The time", "parameters": {"type": "object", "properties": {}}}},
]
CALL = {
    "role": "assistant",
    "content": "",
    "tool_calls": [{"id": "call00001", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "São Paulo", "days": 2}}}],
}
RESPONSE = {"role": "tool", "tool_call_id": "call00001", "name": "get_weather", "content": '{"temperature": 21.5}'}

CONVERSATIONS = {
    "a question": {"messages": [user("Hello  there \n")]},
    "a system prompt": {"messages": [system("Be brief. "), user("Olá, tudo bem?")]},
    "turns": {"messages": [system("You are X"), user("one"), assistant(" first\n"), user("two"), assistant("second"), user("three 你好")]},
    "at its end": {"messages": [user("one"), assistant("done")], "add_generation_prompt": False},
    "thoughts": {"messages": [user("one"), assistant("<think>\nhm\n</think>\n\nyes"), user("two")]},
    "no thoughts": {"messages": [user("one")], "enable_thinking": False},
    "tools": {"messages": [system("Use tools."), user("Weather?")], "tools": TOOLS},
    "tools alone": {"messages": [user("Weather?")], "tools": TOOLS},
    "a call": {"messages": [user("Weather?"), CALL, RESPONSE], "tools": TOOLS},
    "a call, answered": {"messages": [user("Weather?"), CALL, RESPONSE, assistant("It is 21.5 °C."), user("Thanks")], "tools": TOOLS},
    "wrong turns": {"messages": [user("one"), user("two")]},
}


class Now(chat_template_utils.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromisoformat(DATE)


def render(template, conversation):
    variables = {"add_generation_prompt": True, "tools": None, "documents": None, "bos_token": "<s>", "eos_token": "</s>", **conversation}
    try:
        return chat_template_utils._compile_jinja_template(template).render(**variables)
    except Exception:
        return None  # the template refuses, or cannot take, such a conversation


def main():
    folder = Path(sys.argv[1])
    chat_template_utils.datetime = Now
    rendered = {
        path.stem: {name: render(path.read_text().removesuffix("\n"), each) for name, each in CONVERSATIONS.items()}
        for path in sorted(folder.glob("*.jinja"))
    }
    expected = {"date": DATE, "conversations": CONVERSATIONS, "rendered": rendered}
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
    for name, each in rendered.items():
        print(name, sum(text is not None for text in each.values()), "of", len(each))


main()
