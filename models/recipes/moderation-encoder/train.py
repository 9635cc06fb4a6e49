#!/usr/bin/env python3
"""Fine-tunes the encoder with all its heads. The same command goes on from the last checkpoint. What for, from what, how good: README.md."""

import argparse
import json
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import figures
from data import BINARY, FOLDS, OUTPUTS, fold_of, load_parts, one_pass
from encoder import Encoder, load_base, load_tokenizer

LONGEST = 128  # tokens of a text
TOKENS = 4096  # of a batch, padding counted
WINDOW = 4096  # texts that are sorted by length together
HEAD_RATE = 2e-3
WARM_UP = 0.06
SOFT = 0.5  # the share of the teachers' answers in what is to be learned, where people's are known
# What Jigsaw's comments without the six labels may learn from the teachers alone.
TAUGHT = [BINARY.index(name) for name in ("obscene", "insult")]
WEIGHTS = [0.5 if name.endswith("_pt") and name != "toxic_pt" else 1.0 for name in BINARY]


class Examples:
    """Texts as token ids, and what is known of them: (texts, labels) `known` and `target`, and `feeling` (texts,), -1 where it is not known."""

    def __init__(self, examples, tokenizer):
        self.examples = examples
        self.tokenizer = tokenizer
        shape = (len(examples), len(BINARY))
        self.known, self.target = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.feeling = np.full(len(examples), -1, np.int64)
        for row, example in enumerate(examples):
            for name, value in example.labels.items():
                column = BINARY.index(name.removesuffix("_elsewhere"))
                self.known[row, column], self.target[row, column] = 1, value
            if example.sentiment is not None:
                self.feeling[row] = example.sentiment

    def ids_of(self, texts, longest=LONGEST):
        found = []
        for encoding in self.tokenizer.encode_batch([text.strip() for text in texts]):
            ids = encoding.ids
            found.append(ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]])
        return found


def padded(ids):
    length = max(len(each) for each in ids)
    tokens = np.zeros((len(ids), length), np.int64)
    mask = np.zeros((len(ids), length), bool)
    for row, each in enumerate(ids):
        tokens[row, : len(each)], mask[row, : len(each)] = each, True
    return torch.from_numpy(tokens), torch.from_numpy(mask)


def in_batches(items, budget):
    """Items (row, ids), sorted by length, as batches of at most `budget` tokens."""
    batches, batch = [], []
    for item in items:
        if batch and max(len(item[1]), len(batch[0][1])) * (len(batch) + 1) > budget:
            batches.append(batch)
            batch = []
        batch.append(item)
    return [*batches, batch] if batch else batches


def batches_of(data, chosen, seed):
    """A pass as batches of texts of about one length, in an order drawn from the seed."""
    order = random.Random(seed)
    order.shuffle(chosen)
    items = list(zip([row for row, _ in chosen], data.ids_of([text for _, text in chosen])))
    windows = [sorted(items[at : at + WINDOW], key=lambda item: len(item[1])) for at in range(0, len(items), WINDOW)]
    batches = [batch for window in windows for batch in in_batches(window, TOKENS)]
    order.shuffle(batches)
    return batches


def answers_of(model, data, device, longest=512):
    """Logits of all texts, (texts, outputs)."""
    model.eval()
    items = sorted(enumerate(data.ids_of([example.text for example in data.examples], longest)), key=lambda item: len(item[1]))
    out = np.zeros((len(items), len(OUTPUTS)), np.float32)
    with torch.inference_mode():
        for batch in in_batches(items, 4 * TOKENS):
            rows, ids = zip(*batch)
            tokens, mask = padded(ids)
            out[list(rows)] = model(tokens.to(device), mask.to(device)).float().cpu().numpy()
    model.train()
    return out


def soft_targets(folders, data):
    """
    What the teachers say of each text, as probabilities (texts, outputs): half from the one that has not seen it in training, half the mean of all.
    """
    folds = np.array([fold_of(example.text) for example in data.examples])
    unseen, total, counts = 0, 0, np.zeros((len(folds), 1), np.float32)
    for folder in folders:
        answers = np.load(folder / "answers.npz")
        logits = torch.from_numpy(answers["logits"].astype(np.float32))
        said = torch.cat([torch.sigmoid(logits[:, : len(BINARY)]), torch.softmax(logits[:, len(BINARY) :], 1)], 1).numpy()
        left_out = (folds == answers["fold"])[:, None]
        unseen, total, counts = unseen + said * left_out, total + said, counts + left_out
    if not counts.all():
        raise SystemExit("The teachers do not leave every fold out once.")
    return 0.5 * unseen / counts + 0.5 * total / len(folders)


def loss_of(logits, known, target, feeling, soft, soft_known):
    """Binary cross-entropy for each label that is known, and cross-entropy of three for sentiment; towards people's answers and the teachers'."""
    binary, felt = logits[:, : len(BINARY)], feeling >= 0
    weights = torch.tensor(WEIGHTS, device=logits.device)
    hard = functional.binary_cross_entropy_with_logits(binary, target, reduction="none")
    words = functional.cross_entropy(logits[:, len(BINARY) :], feeling.clamp(min=0), reduction="none")
    if soft is None:
        return ((hard * known * weights).sum() + (words * felt).sum()) / len(logits)
    taught = functional.binary_cross_entropy_with_logits(binary, soft[:, : len(BINARY)], reduction="none")
    taught_words = functional.cross_entropy(logits[:, len(BINARY) :], soft[:, len(BINARY) :], reduction="none")
    labels = (1 - SOFT) * hard * known + SOFT * taught * soft_known
    return ((labels * weights).sum() + (((1 - SOFT) * words + SOFT * taught_words) * felt).sum()) / len(logits)


def rate_at(step, steps):
    warm_up = WARM_UP * steps
    return step / warm_up if step < warm_up else max(0.0, (steps - step) / (steps - warm_up))


def seen_in(model, data, device):
    """What validation says: a few figures to choose between settings by."""
    logits = answers_of(model, data, device)
    found = {}
    for name in ("toxic", "toxic_pt", "toxic_pt_majority", "obscene_pt", "spam"):
        column = BINARY.index(name)
        rows = data.known[:, column] == 1
        found[name] = figures.area_under_roc(data.target[rows, column], logits[rows, column])
    films = np.array([example.source == "sst2" for example in data.examples])
    difference, truth = (logits[films, -1] - logits[films, -3]).astype(np.float64), data.feeling[films] == 2
    found["sst2"] = ((difference >= 0) == truth).mean()
    found["sst2_loss"] = np.logaddexp(0, np.where(truth, -difference, difference)).mean()
    return {name: round(float(value), 4) for name, value in found.items()}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", required=True, help="the data folder: README.md says what it must hold")
    options.add_argument("--base", required=True, help="multilingual-e5-small-en-pt-q4_0.gguf")
    options.add_argument("--out", required=True, type=Path, help="folder of the checkpoint and the log")
    options.add_argument("--passes", type=int, default=4)
    options.add_argument("--steps", type=int, help="ends after so many steps, for a trial")
    options.add_argument("--rate", type=float, default=1e-4)
    options.add_argument("--dropout", type=float, default=0.1)
    options.add_argument("--seed", type=int, default=26)
    options.add_argument("--wide", type=int, default=0, help="how many of the last layers are stored as Q8_0")
    options.add_argument("--as-float", action="store_true", help="nothing is rounded: a teacher")
    options.add_argument("--leave-out", type=int, default=-1, metavar="FOLD", help=f"0 to {FOLDS - 1}: these texts are not trained on")
    options.add_argument("--teachers", nargs="*", type=Path, default=[], help="folders of teachers")
    options.add_argument("--every", type=int, default=500, help="steps between checkpoints")
    options.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    given = options.parse_args()

    torch.manual_seed(given.seed)
    torch.set_float32_matmul_precision("high")
    given.out.mkdir(parents=True, exist_ok=True)
    device = torch.device(given.device)
    reader = load_base(given.base)
    parts = load_parts(given.data)
    data, validation = (Examples(parts[name], load_tokenizer(reader)) for name in ("train", "validation"))
    kept = [row for row, example in enumerate(data.examples) if fold_of(example.text) != given.leave_out]
    soft = torch.from_numpy(soft_targets(given.teachers, data)).float().to(device) if given.teachers else None
    soft_known = data.known.copy()
    soft_known[np.ix_([row for row, example in enumerate(data.examples) if example.source == "jigsaw"], TAUGHT)] = 1
    known, target, soft_known, feeling = (torch.from_numpy(each).to(device) for each in (data.known, data.target, soft_known, data.feeling))

    model = Encoder(reader, len(OUTPUTS), given.wide, not given.as_float, given.dropout).to(device).train()
    matrices = list(model.weights.values())
    vectors = [*model.biases.values(), *model.norms.values(), *model.embd_norm.values()]
    groups = [
        {"params": matrices, "lr": given.rate, "weight_decay": 0.01},
        {"params": vectors, "lr": given.rate, "weight_decay": 0.0},
        {"params": list(model.heads.parameters()), "lr": HEAD_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    peaks = [group["lr"] for group in groups]

    def batches_in(number):
        return batches_of(data, one_pass(data.examples, kept, given.seed + number, later=number > 0), given.seed + number)

    number, first, step = 0, 0, 0  # the pass, the step that begins it, and the step
    batches = batches_in(number)
    steps = given.steps or len(batches) * given.passes  # passes differ by a few batches; the rate falls to 0 at this step
    checkpoint = given.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        if device.type == "cuda":
            torch.cuda.set_rng_state(state["random_of_device"])
        step = state["step"]
    print(f"{len(kept)} examples, {len(batches)} batches in the first pass; steps {step} to {steps}", flush=True)

    def save():
        state = {"step": step, "wide": given.wide, "model": model.state_dict(), "optimiser": optimiser.state_dict(), "random": torch.get_rng_state()}
        if device.type == "cuda":
            state["random_of_device"] = torch.cuda.get_rng_state()
        torch.save(state, checkpoint.with_suffix(".part"))
        os.replace(checkpoint.with_suffix(".part"), checkpoint)

    began, tokens, loss_sum, counted = time.monotonic(), 0, torch.zeros((), device=device), 0
    while step < steps:
        while step - first >= len(batches):
            first, number = first + len(batches), number + 1
            batches = batches_in(number)
        rows, ids = zip(*batches[step - first])
        rows = torch.tensor(rows).to(device, non_blocking=True)
        ids, mask = padded(ids)
        for group, peak in zip(optimiser.param_groups, peaks):
            group["lr"] = peak * rate_at(step + 1, steps)
        logits = model(ids.to(device, non_blocking=True), mask.to(device, non_blocking=True))
        loss = loss_of(logits, known[rows], target[rows], feeling[rows], None if soft is None else soft[rows], soft_known[rows])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step, tokens, loss_sum, counted = step + 1, tokens + ids.numel(), loss_sum + loss.detach(), counted + 1
        if step % 250 == 0 or step == steps:
            line = {"step": step, "loss": round(loss_sum.item() / counted, 4), "tokens_a_second": round(tokens / (time.monotonic() - began))}
            print(json.dumps(line), flush=True)
            began, tokens, loss_sum, counted = time.monotonic(), 0, torch.zeros((), device=device), 0
        if step % given.every == 0 or step == steps:
            save()
    print(json.dumps({"validation": seen_in(model, validation, device)}), flush=True)
    np.savez_compressed(given.out / "answers.npz", fold=given.leave_out, logits=answers_of(model, data, device).astype(np.float16))


if __name__ == "__main__":
    main()
