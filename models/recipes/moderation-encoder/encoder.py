"""The base file as a PyTorch model and a tokenizer, with the arithmetic of Saguim's engine; what is trained is rounded on the way as it will be stored."""

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import nn
from torch.nn import functional

WIDTH = 384
LAYERS = 12
HEADS = 12
EPSILON = 1e-12
BLOCK = 32  # weights that share a scale

# One stack a kind over all layers, (layers, out, in), so that one step rounds them all.
MATRICES = {"qkv": ("attn_q", "attn_k", "attn_v"), "attn_output": ("attn_output",), "ffn_up": ("ffn_up",), "ffn_down": ("ffn_down",)}
NORMS = ("attn_output_norm", "layer_output_norm")


class Rounded(torch.autograd.Function):
    """Weights as Q4_0 gives them back: of each 32, the largest becomes -8 steps and the others the nearest of 16. Gradients pass as if nothing was rounded."""

    @staticmethod
    def forward(ctx, weights):
        blocks = weights.reshape(-1, BLOCK)
        largest = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
        step = largest / -8
        inverse = torch.where(step == 0, 0.0, 1 / step)
        levels = torch.trunc(blocks * inverse + 8.5).clamp_(0, 15) - 8
        return (levels * step.half().float()).reshape(weights.shape)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


def is_wide(tensor, wide):
    """Whether a matrix is stored as Q8_0: those of the last `wide` layers."""
    parts = tensor.split(".")
    return parts[0] == "blk" and parts[3] == "weight" and "norm" not in parts[2] and int(parts[1]) >= LAYERS - wide


class Encoder(nn.Module):
    """Token ids to logits: the mean over all tokens, scaled to length 1 as the engine gives it and then to √384, and one linear layer for all heads."""

    def __init__(self, reader, outputs, wide=0, rounds=True, dropout=0.1):
        super().__init__()
        self.wide, self.rounds = wide, rounds
        tensors = {tensor.name: tensor for tensor in reader.tensors}
        read = lambda name: torch.from_numpy(dequantize(tensors[name].data, tensors[name].tensor_type).copy())
        layers = lambda names: torch.stack([torch.cat([read(f"blk.{layer}.{name}") for name in names]) for layer in range(LAYERS)])
        self.register_buffer("tokens", read("token_embd.weight"), persistent=False)
        self.register_buffer("places", read("position_embd.weight") + read("token_types.weight")[0], persistent=False)
        self.embd_norm = nn.ParameterDict({kind: nn.Parameter(read(f"token_embd_norm.{kind}")) for kind in ("weight", "bias")})
        self.weights = nn.ParameterDict({ours: nn.Parameter(layers([f"{name}.weight" for name in names])) for ours, names in MATRICES.items()})
        self.biases = nn.ParameterDict({ours: nn.Parameter(layers([f"{name}.bias" for name in names])) for ours, names in MATRICES.items()})
        self.norms = nn.ParameterDict({f"{name}_{kind}": nn.Parameter(layers([f"{name}.{kind}"])) for name in NORMS for kind in ("weight", "bias")})
        self.dropout = dropout
        self.heads = nn.Linear(WIDTH, outputs)
        nn.init.zeros_(self.heads.weight)
        nn.init.zeros_(self.heads.bias)

    def stored(self):
        """The matrices as the file will give them back."""
        if not self.rounds:
            return self.weights
        narrow = LAYERS - self.wide
        return {name: torch.cat([Rounded.apply(stack[:narrow]), stack[narrow:]]) for name, stack in self.weights.items()}

    def embed(self, ids, mask):
        """ids (texts, tokens), mask of the same shape, true where there is a token; to (texts, 384) of length 1."""
        drop = lambda x: functional.dropout(x, self.dropout, self.training)
        norm = lambda x, name, layer: functional.layer_norm(x, (WIDTH,), self.norms[f"{name}_weight"][layer], self.norms[f"{name}_bias"][layer], EPSILON)
        texts, length = ids.shape
        x = functional.layer_norm(self.tokens[ids] + self.places[:length], (WIDTH,), self.embd_norm["weight"], self.embd_norm["bias"], EPSILON)
        x = drop(x)
        stored = self.stored()
        linear = lambda x, name, layer: functional.linear(x, stored[name][layer], self.biases[name][layer])
        seen = mask[:, None, None, :].expand(texts, 1, length, length)
        for layer in range(LAYERS):
            q, k, v = linear(x, "qkv", layer).view(texts, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen, dropout_p=self.dropout if self.training else 0.0)
            x = norm(x + drop(linear(mixed.transpose(1, 2).reshape(texts, length, WIDTH), "attn_output", layer)), "attn_output_norm", layer)
            x = norm(x + drop(linear(functional.gelu(linear(x, "ffn_up", layer)), "ffn_down", layer)), "layer_output_norm", layer)
        return functional.normalize((x * mask[..., None]).sum(1), dim=1)

    def forward(self, ids, mask):
        return self.heads(functional.dropout(WIDTH**0.5 * self.embed(ids, mask), self.dropout, self.training))


def tensors_of(model):
    """What training changes, by its name in the file."""
    found = {f"token_embd_norm.{kind}": value for kind, value in model.embd_norm.items()}
    for ours, names in MATRICES.items():
        for kind, stacks in (("weight", model.weights), ("bias", model.biases)):
            for layer, stack in enumerate(stacks[ours]):
                for name, part in zip(names, stack.chunk(len(names))):
                    found[f"blk.{layer}.{name}.{kind}"] = part
    for name in NORMS:
        for kind in ("weight", "bias"):
            for layer, row in enumerate(model.norms[f"{name}_{kind}"]):
                found[f"blk.{layer}.{name}.{kind}"] = row
    return {name: value.detach().float().cpu().contiguous().numpy() for name, value in found.items()}


def load_tokenizer(reader):
    field = lambda name: reader.fields[f"tokenizer.ggml.{name}"]
    pieces = list(zip(field("tokens").contents(), field("scores").contents()))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    charsmap = bytes(np.array(field("precompiled_charsmap").contents(), dtype=np.uint8))
    tokenizer.normalizer = normalizers.Precompiled(charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def load_base(path):
    return GGUFReader(path)
