#!/usr/bin/env python3
"""Writes a checkpoint as one GGUF file, and its heads as JSON for heads.mjs."""

import argparse
import json
from pathlib import Path

import torch
from gguf import GGMLQuantizationType, GGUFValueType, GGUFWriter
from gguf.quants import quantize

from data import BINARY, OUTPUTS, load_parts
from encoder import WIDTH, Encoder, gguf_names, is_trained, load_base

NAME = "moderation-en-pt"
OWN = {
    "general.name": NAME,
    "general.description": "multilingual-e5-small (intfloat) for English and Portuguese, fine-tuned for moderation and sentiment; texts come without a prefix",
}


def write_gguf(base, model, path):
    """The base's keys and tensors in their order; what was trained is stored anew: matrices as Q8_0, vectors as F32."""
    names = {theirs: ours for ours, theirs in gguf_names().items()}
    weights = dict(model.bert.named_parameters())
    writer = GGUFWriter(path, "bert")
    for key, entry in base.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        value, (kind, *inner) = OWN.get(key, entry.contents()), entry.types
        if key == "general.license":  # the texts that it was trained on ask for more than the base's MIT
            value = "cc-by-sa-4.0"
        if kind == GGUFValueType.ARRAY:
            writer.add_key_value(key, bytes(value) if inner[0] == GGUFValueType.UINT8 else value, kind, inner[0])
        else:
            writer.add_key_value(key, value, kind)
    for tensor in base.tensors:
        weight = weights[names[tensor.name]].detach().numpy()
        if not is_trained(tensor.name):
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        elif weight.ndim == 2:
            writer.add_tensor(tensor.name, quantize(weight, GGMLQuantizationType.Q8_0), raw_dtype=GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(tensor.name, weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--base", required=True)
    options.add_argument("--checkpoint", required=True, type=Path)
    options.add_argument("--data", required=True)
    options.add_argument("--out", required=True, type=Path, help="folder for the file, heads.json and the texts that heads.mjs calibrates and measures on")
    given = options.parse_args()
    base = load_base(given.base)
    model = Encoder(base, len(OUTPUTS)).eval()
    model.load_state_dict(torch.load(given.checkpoint, weights_only=True)["model"], strict=False)
    given.out.mkdir(parents=True, exist_ok=True)
    file = given.out / f"{NAME}.gguf"
    write_gguf(base, model, file)
    columns = WIDTH**0.5 * model.heads.weight.detach()
    rows = [{"label": label, "weights": columns[at].tolist(), "bias": model.heads.bias[at].item()} for at, label in enumerate(OUTPUTS)]
    parts = load_parts(given.data)
    heads = {"examples": len(parts["train"]), "moderation": rows[: len(BINARY)], "sentiment": rows[len(BINARY) :]}
    (given.out / "heads.json").write_text(json.dumps(heads) + "\n")
    for name in ("validation", "test"):
        with open(given.out / f"{name}.jsonl", "w", encoding="utf-8") as lines:
            for example in parts[name]:
                row = {"text": example.text, "source": example.source, "labels": example.labels or None, "sentiment": example.sentiment}
                lines.write(json.dumps({key: value for key, value in row.items() if value is not None}) + "\n")
    print(f"{file}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
