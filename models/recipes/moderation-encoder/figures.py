"""Calibration, and how good probabilities are."""

import numpy as np
import torch
from scipy.stats import rankdata
from torch.nn import functional


def platt(scores, truth):
    """Slope and offset of `sigmoid(slope * score + offset)`, towards targets that leave room for error (Platt, 1999)."""
    positive = truth.sum()
    target = np.where(truth == 1, (positive + 1) / (positive + 2), 1 / (len(truth) - positive + 2))
    return fitted(torch.tensor([1.0, 0.0]), lambda at: functional.binary_cross_entropy_with_logits(at[0] * torch.tensor(scores) + at[1], torch.tensor(target)))


def temperature(scores, truth):
    """A slope for all labels and an offset for each, of `softmax(slope * scores + offsets)`."""
    start = torch.tensor([1.0, *[0.0] * scores.shape[1]])
    return fitted(start, lambda at: functional.cross_entropy(at[0] * torch.tensor(scores) + at[1:], torch.tensor(truth)))


def fitted(start, loss):
    at = start.double().requires_grad_()
    optimiser = torch.optim.LBFGS([at], max_iter=200, line_search_fn="strong_wolfe")

    def step():
        optimiser.zero_grad()
        value = loss(at)
        value.backward()
        return value

    optimiser.step(step)
    return at.detach().numpy()


def calibration_error(probabilities, truth):
    """Expected calibration error in 10 bins of equal mass."""
    order = np.argsort(probabilities, kind="stable")
    bins = np.array_split(order, 10)
    return sum(len(rows) * abs(probabilities[rows].mean() - truth[rows].mean()) for rows in bins if len(rows)) / len(truth)


def interval(truth, values, figure, draws=1000):
    """The figure, with 95 % of a seeded bootstrap."""
    random = np.random.default_rng(1)
    found = []
    for _ in range(draws):
        rows = random.integers(0, len(truth), len(truth))
        if 0 < truth[rows].sum() < len(rows):
            found.append(figure(truth[rows], values[rows]))
    return figure(truth, values), *np.percentile(found, [2.5, 97.5])


def area_under_roc(truth, scores):
    positive = truth.sum()
    return (rankdata(scores)[truth == 1].sum() - positive * (positive + 1) / 2) / (positive * (len(truth) - positive))


def auc(truth, scores):
    return interval(truth, scores, area_under_roc)


def macro_f1(truth, predicted):
    """The mean of F1 of both values."""
    each = [2 * ((truth == value) & (predicted == value)).sum() / max(1, (truth == value).sum() + (predicted == value).sum()) for value in (0, 1)]
    return sum(each) / 2


def best_threshold(probabilities, truth):
    """Of 0.01 … 0.95, the threshold of the best macro F1; found on validation, used on test."""
    grid = np.linspace(0.01, 0.95, 95)
    return float(grid[np.argmax([macro_f1(truth, probabilities >= at) for at in grid])])
