"""The base file as a PyTorch model and a tokenizer, with the arithmetic of Saguim's engine; and the trained one as a file again."""

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import nn
from transformers import BertConfig, BertModel

WIDTH = 384
LAYERS = 12
# Matrices that are trained are stored as Q8_0, which keeps what was learned; all others keep the base's Q4_0 blocks to the bit. So the file stays below 30 MB.
FIRST_TRAINED = 4
TRAINED_MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_down")

NAMES = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}


def gguf_names():
    """The tensors of the file by the parameters of BertModel."""
    names = {
        "embeddings.word_embeddings.weight": "token_embd.weight",
        "embeddings.position_embeddings.weight": "position_embd.weight",
        "embeddings.token_type_embeddings.weight": "token_types.weight",
        "embeddings.LayerNorm.weight": "token_embd_norm.weight",
        "embeddings.LayerNorm.bias": "token_embd_norm.bias",
    }
    for layer in range(LAYERS):
        for ours, theirs in NAMES.items():
            for kind in ("weight", "bias"):
                names[f"encoder.layer.{layer}.{ours}.{kind}"] = f"blk.{layer}.{theirs}.{kind}"
    return names


def is_trained(tensor):
    """Whether training changes a tensor of the file: layers from FIRST_TRAINED on, of their matrices TRAINED_MATRICES alone, and all vectors."""
    parts = tensor.split(".")
    if parts[0] != "blk" or int(parts[1]) < FIRST_TRAINED:
        return False
    return parts[2] in TRAINED_MATRICES or parts[3] == "bias" or "norm" in parts[2]


def load_bert(reader):
    config = BertConfig(
        vocab_size=47284,
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=12,
        intermediate_size=4 * WIDTH,
        max_position_embeddings=512,
        layer_norm_eps=1e-12,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    bert = BertModel(config, add_pooling_layer=False)
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    names = gguf_names()
    weights = {ours: torch.from_numpy(dequantize(tensors[name].data, tensors[name].tensor_type).copy()) for ours, name in names.items()}
    bert.load_state_dict(weights)
    for ours, parameter in bert.named_parameters():
        parameter.requires_grad = is_trained(names[ours])
    return bert


class Encoder(nn.Module):
    """Texts of equal length to logits: the mean over all tokens, scaled to length 1 as the engine gives it, then one linear layer for all heads."""

    def __init__(self, reader, outputs):
        super().__init__()
        self.bert = load_bert(reader)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(WIDTH, outputs)
        nn.init.zeros_(self.heads.weight)
        nn.init.zeros_(self.heads.bias)

    def embed(self, ids):
        """ids (texts, tokens), none of them padding, to (texts, 384) of length 1."""
        states = self.bert(input_ids=ids).last_hidden_state.float()
        return nn.functional.normalize(states.mean(1), dim=1)

    def forward(self, ids):
        return self.heads(self.dropout(WIDTH**0.5 * self.embed(ids)))


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
