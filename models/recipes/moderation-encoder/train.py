#!/usr/bin/env python3
"""Fine-tunes the encoder with all its heads. The same command goes on from the last checkpoint. What for, from what, how good: README.md."""

import argparse
import json
import os
import random
import time
from collections import defaultdict
from pathlib import Path

import torch
from torch.nn import functional

from data import BINARY, OUTPUTS, load_parts, one_pass
from encoder import Encoder, load_base, load_tokenizer

SEED = 26
LONGEST = 96  # tokens of a text
TOKENS = 640  # of a batch
TEXTS = 64  # of a batch, at most
RATE, HEAD_RATE = 1e-4, 2e-3
WARM_UP = 0.06
WEIGHTS = torch.tensor([0.5 if name.endswith("_pt") and name != "toxic_pt" else 1.0 for name in BINARY])


def batches_of(train, tokenizer, number):
    """A pass as batches of texts of equal length, so that nothing is padded, in an order drawn from the seed and the pass."""
    chosen = one_pass(train, SEED + number, later=number > 0)
    by_length = defaultdict(list)
    for example, encoding in zip(chosen, tokenizer.encode_batch([example.text.strip() for example in chosen])):
        ids = encoding.ids if len(encoding.ids) <= LONGEST else [*encoding.ids[: LONGEST - 1], encoding.ids[-1]]
        by_length[len(ids)].append((ids, example))
    order = random.Random(SEED + number)
    batches = []
    for length, items in sorted(by_length.items()):
        order.shuffle(items)
        size = min(TEXTS, TOKENS // length)
        batches.extend(items[at : at + size] for at in range(0, len(items), size))
    order.shuffle(batches)
    return batches


def loss_of(logits, examples):
    """Every label that is known counts: binary cross-entropy for each, and cross-entropy of three for sentiment."""
    known = torch.zeros(len(examples), len(BINARY))
    target = torch.zeros(len(examples), len(BINARY))
    for row, example in enumerate(examples):
        for name, value in example.labels.items():
            known[row, BINARY.index(name)], target[row, BINARY.index(name)] = 1.0, value
    losses = functional.binary_cross_entropy_with_logits(logits[:, : len(BINARY)], target, reduction="none")
    total = (losses * known * WEIGHTS).sum()
    felt = [row for row, example in enumerate(examples) if example.sentiment is not None]
    if felt:
        wanted = torch.tensor([examples[row].sentiment for row in felt])
        total = total + functional.cross_entropy(logits[felt, len(BINARY) :], wanted, reduction="sum")
    return total / len(examples)


def rate_at(step, steps):
    warm_up = WARM_UP * steps
    return step / warm_up if step < warm_up else max(0.0, (steps - step) / (steps - warm_up))


def trained_state(model):
    return {name: parameter.detach() for name, parameter in model.named_parameters() if parameter.requires_grad}


def save(path, model, optimiser, step, steps):
    state = {"step": step, "steps": steps, "model": trained_state(model), "optimiser": optimiser.state_dict(), "random": torch.get_rng_state()}
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", required=True, help="the data folder: README.md says what it must hold")
    options.add_argument("--base", required=True, help="multilingual-e5-small-en-pt-q4_0.gguf")
    options.add_argument("--out", required=True, type=Path, help="folder of the checkpoint and the log")
    options.add_argument("--steps", type=int, help="when to end; one pass when absent")
    options.add_argument("--every", type=int, default=150, help="steps between checkpoints")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--bf16", action="store_true", help="products in bfloat16: faster where the processor has them")
    given = options.parse_args()

    torch.set_num_threads(given.threads)
    torch.manual_seed(SEED)
    given.out.mkdir(parents=True, exist_ok=True)
    reader = load_base(given.base)
    tokenizer = load_tokenizer(reader)
    train = load_parts(given.data)["train"]
    model = Encoder(reader, len(OUTPUTS)).train()
    vectors = [p for p in model.bert.parameters() if p.requires_grad and p.ndim == 1]
    matrices = [p for p in model.bert.parameters() if p.requires_grad and p.ndim == 2]
    groups = [
        {"params": matrices, "lr": RATE, "weight_decay": 0.01},
        {"params": vectors, "lr": RATE, "weight_decay": 0.0},
        {"params": list(model.heads.parameters()), "lr": HEAD_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    peaks = [group["lr"] for group in groups]

    number, first = 0, 0  # the pass, and the step that begins it
    batches = batches_of(train, tokenizer, number)
    steps, step = given.steps or len(batches), 0
    checkpoint = given.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"], strict=False)
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        step = state["step"]
    print(f"{len(train)} examples, {len(batches)} batches in the first pass; steps {step} to {steps}", flush=True)

    began, tokens, losses = time.monotonic(), 0, []
    while step < steps:
        while step - first >= len(batches):
            first, number = first + len(batches), number + 1
            batches = batches_of(train, tokenizer, number)
        ids, examples = zip(*batches[step - first])
        for group, peak in zip(optimiser.param_groups, peaks):
            group["lr"] = peak * rate_at(step + 1, steps)
        with torch.autocast("cpu", torch.bfloat16, enabled=given.bf16):
            logits = model(torch.tensor(ids))
        loss = loss_of(logits.float(), examples)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimiser.step()
        step += 1
        tokens += len(ids) * len(ids[0])
        losses.append(loss.item())
        if step % 50 == 0:
            line = {"step": step, "loss": round(sum(losses) / len(losses), 4), "tokens_a_second": round(tokens / (time.monotonic() - began))}
            print(json.dumps(line), flush=True)
            began, tokens, losses = time.monotonic(), 0, []
        if step % given.every == 0 or step == steps:
            save(checkpoint, model, optimiser, step, steps)


main()
