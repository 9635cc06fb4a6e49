"""
Tiny models of every family with random weights, in the folders that Hugging Face's transformers writes, with what transformers computes on
them: tests/golden/checkpoints. Nothing is downloaded. Seeds are fixed.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python make.py ../../../tests/golden/checkpoints [NAME …]
"""

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from safetensors.torch import save_file
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSequenceClassification

from families import DECODERS, ENCODERS, HEADS
from vocabularies import TEXTS

PROMPTS = [7, 90]
GREEDY = 12


def fill(model, seed):
    """Random weights that keep numbers near 1 all through, as bfloat16 stores them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            noise = torch.randn(tensor.shape, generator=generator)
            if tensor.dim() < 2 or "layernorm.norms" in name:
                # Norms (gemma adds 1 to them) and biases.
                is_norm = name.endswith("weight") and abs(float(tensor.flatten()[0]) - 1) < 1e-6
                value = noise * 0.2 + (1 if is_norm else 0)
            else:
                fan_in = tensor.shape[0] if "Conv1D" in str(type(parent_of(model, name))) else tensor.shape[-1]
                value = noise / fan_in**0.5 if not is_table(name) else noise * 0.5
            tensor.copy_(value.to(torch.bfloat16).to(torch.float32))


def is_table(name):
    return any(part in name for part in ("embed", "wte", "wpe"))


def parent_of(model, name):
    for part in name.split(".")[:-1]:
        model = getattr(model, part)
    return model


def rounded(values):
    return [round(float(value), 6) for value in values]


def write(folder, model, tokenizer, config_edits, expected):
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads(model.config.to_json_string(use_diff=False))
    config = {key: value for key, value in config.items() if key not in IGNORED}
    config.update(config_edits)
    (folder / "config.json").write_text(json.dumps({k: v for k, v in config.items() if v is not None}, indent=1, sort_keys=True) + "\n")
    (folder / "tokenizer.json").write_text(tokenizer.to_str())
    tied = getattr(model, "all_tied_weights_keys", None) or {}
    state = {
        name: tensor.to(torch.bfloat16).contiguous().clone()
        for name, tensor in model.state_dict().items()
        if name not in tied and tensor.is_floating_point()
    }
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")


# What every configuration has and nobody reads, or what names the versions of this machine.
IGNORED = {"transformers_version", "_name_or_path", "chunk_size_feed_forward", "output_attentions", "output_hidden_states", "return_dict"}


def decoder(name, make, folder, seed):
    config, tokenizer, edits = make()
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval().to(torch.float32)
    fill(model, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    prompts = []
    with torch.no_grad():
        for length in PROMPTS:
            ids = torch.randint(0, tokenizer.get_vocab_size(), (length,), generator=generator).tolist()
            last = model(torch.tensor([ids]), use_cache=False).logits[0, -1]
            greedy, margin, sequence, logits = [], 1e9, list(ids), last
            for _ in range(GREEDY):
                top = torch.topk(logits, 2)
                greedy.append(int(top.indices[0]))
                margin = min(margin, float(top.values[0] - top.values[1]))
                sequence.append(greedy[-1])
                logits = model(torch.tensor([sequence]), use_cache=False).logits[0, -1]
            prompts.append({"ids": ids, "last_logits": rounded(last), "greedy": greedy, "min_margin": round(margin, 6)})
    write(folder / name, model, tokenizer, edits, {"prompts": prompts, "tokens": tokens_of(tokenizer)})
    print(name, sum(p.numel() for p in model.parameters()), [p["min_margin"] for p in prompts])


def tokens_of(tokenizer):
    """Texts with their ids: the tokenizer is part of the folder."""
    texts = [*TEXTS[:4], "", " two  spaces\t\n\n a", "½ ① 12345 ٣٤", "MixedCase HTTPServer's naïve café", "你好，世界 🙂👍🏽"]
    return [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in texts]


def classifier(name, make, folder, seed):
    config, tokenizer, edits = make()
    model = AutoModelForSequenceClassification.from_config(config, attn_implementation="eager").eval().to(torch.float32)
    fill(model, seed)
    texts, pairs = [], []
    with torch.no_grad():

        def run(encoding):
            inputs = {"input_ids": torch.tensor([encoding.ids])}
            if getattr(config, "type_vocab_size", 1) > 1:
                inputs["token_type_ids"] = torch.tensor([encoding.type_ids])
            logits = model(**inputs).logits[0]
            many = config.problem_type == "multi_label_classification"
            return {"ids": encoding.ids, "logits": rounded(logits), "probabilities": rounded(logits.sigmoid() if many else logits.softmax(-1))}

        for text in [*TEXTS[:4], "no"]:
            texts.append({"text": text, **run(tokenizer.encode(text))})
        for first, second in [(TEXTS[0], "This text is about dogs."), (TEXTS[1], "Nothing.")]:
            pairs.append({"text": first, "pair": second, **run(tokenizer.encode(first, second))})
    write(folder / name, model, tokenizer, edits, {"texts": texts, "pairs": pairs, "tokens": tokens_of(tokenizer)})
    print(name, sum(p.numel() for p in model.parameters()), texts[0]["probabilities"])


def encoder(name, make, folder, seed):
    config, tokenizer, edits = make()
    model = AutoModel.from_config(config, attn_implementation="eager").eval().to(torch.float32)
    fill(model, seed)
    texts = []
    with torch.no_grad():
        for text in [*TEXTS[:4], "no"]:
            ids = tokenizer.encode(text).ids
            mean = model(torch.tensor([ids])).last_hidden_state[0].mean(0)
            texts.append({"text": text, "ids": ids, "embedding": rounded(mean / mean.norm())})
    write(folder / name, model, tokenizer, edits, {"texts": texts, "tokens": tokens_of(tokenizer)})
    print(name, sum(p.numel() for p in model.parameters()))


def main():
    folder, *names = sys.argv[1:]
    for table, make in ((DECODERS, decoder), (ENCODERS, encoder), (HEADS, classifier)):
        for i, (name, settings) in enumerate(table.items()):
            if not names or name in names:
                make(name, settings, Path(folder), 1000 + 10 * i)


main()
