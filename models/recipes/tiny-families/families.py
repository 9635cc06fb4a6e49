"""What each family is, as small as it can be and still use all that it has."""

from transformers import (
    BartConfig,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    Gemma2Config,
    Gemma3TextConfig,
    GPT2Config,
    GraniteConfig,
    LlamaConfig,
    MistralConfig,
    NomicBertConfig,
    Olmo2Config,
    Phi3Config,
    Qwen2Config,
    Qwen3Config,
    RobertaConfig,
    SmolLM3Config,
    StableLmConfig,
    Starcoder2Config,
    XLMRobertaConfig,
)

from vocabularies import GPT4O, LLAMA3, QWEN2, byte_level, deberta, roberta, sentence_piece, unigram, word_piece

SIZES = dict(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=512,
)


def family(kind, tokenizer, edits=None, **settings):
    def make():
        built = tokenizer()
        sizes = {**SIZES, **settings}
        defaults = dict(pad_token_id=0, bos_token_id=1, eos_token_id=2)
        return kind(vocab_size=built.get_vocab_size(), **{**defaults, **sizes}), built, edits or {}

    return make


def gpt2():
    built = byte_level(special=["<|endoftext|>"])
    end = built.token_to_id("<|endoftext|>")
    config = GPT2Config(
        vocab_size=built.get_vocab_size(), n_positions=128, n_embd=32, n_layer=2, n_head=4, bos_token_id=end, eos_token_id=end
    )
    return config, built, {}


SPM = ["<unk>", "<s>", "</s>"]
CHAT = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
LLAMA3_SCALING = dict(
    rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64, rope_theta=10000.0
)
LONGROPE = dict(
    rope_type="longrope",
    short_factor=[1.0, 1.1, 1.3, 1.7],
    long_factor=[1.0, 2.0, 4.0, 9.0],
    original_max_position_embeddings=128,
    rope_theta=10000.0,
)

DECODERS = {
    "llama": family(LlamaConfig, lambda: sentence_piece(SPM, begin="<s>"), tie_word_embeddings=False),
    # As files from before transformers 5 have it, and with a head size of its own.
    "llama3": family(
        LlamaConfig,
        lambda: byte_level(LLAMA3, special=["<|begin_of_text|>", "<|eot_id|>"], frame=("<|begin_of_text|>", None), whole=True),
        edits=dict(rope_theta=10000.0, rope_scaling={**LLAMA3_SCALING, "rope_theta": None}, rope_parameters=None),
        rope_parameters=LLAMA3_SCALING,
        head_dim=16,
        tie_word_embeddings=True,
    ),
    "mistral": family(MistralConfig, lambda: sentence_piece(SPM, begin="<s>", metaspace=True), sliding_window=None, head_dim=8),
    "qwen2": family(Qwen2Config, lambda: byte_level(QWEN2, special=CHAT, normalize=True), tie_word_embeddings=True),
    "qwen3": family(Qwen3Config, lambda: byte_level(QWEN2, special=CHAT, user=["<think>"], normalize=True), head_dim=16),
    "gemma2": family(
        Gemma2Config,
        lambda: sentence_piece(["<pad>", "<eos>", "<bos>", "<unk>", "<end_of_turn>"], prefix=False, begin="<bos>"),
        head_dim=8,
        sliding_window=24,
        query_pre_attn_scalar=8,
        attn_logit_softcapping=3.0,
        final_logit_softcapping=4.0,
        num_hidden_layers=3,
    ),
    "gemma3": family(
        Gemma3TextConfig,
        lambda: sentence_piece(["<pad>", "<eos>", "<bos>", "<unk>", "<end_of_turn>"], prefix=False, begin="<bos>"),
        head_dim=8,
        sliding_window=20,
        query_pre_attn_scalar=8,
        num_hidden_layers=3,
        layer_types=["sliding_attention", "sliding_attention", "full_attention"],
        rope_parameters={
            "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
        },
    ),
    "phi3": family(
        Phi3Config, lambda: sentence_piece([*SPM, "<|end|>", "<|user|>"], begin=None), sliding_window=None, tie_word_embeddings=False
    ),
    "phi3-longrope": family(
        Phi3Config,
        lambda: byte_level(GPT4O, special=["<|endoftext|>", "<|end|>"]),
        original_max_position_embeddings=128,
        rope_parameters={**LONGROPE, "short_factor": [1.0, 1.2, 1.7], "long_factor": [1.0, 3.0, 9.0], "partial_rotary_factor": 0.75},
        partial_rotary_factor=0.75,
        sliding_window=None,
        tie_word_embeddings=True,
    ),
    "starcoder2": family(
        Starcoder2Config, lambda: byte_level(digits=True, special=["<|endoftext|>", "<fim_prefix>"]), sliding_window=None, use_bias=True
    ),
    "smollm3": family(
        SmolLM3Config, lambda: byte_level(LLAMA3, special=CHAT, whole=True), num_hidden_layers=4, tie_word_embeddings=True
    ),
    "gpt2": gpt2,
    "stablelm": family(
        StableLmConfig,
        lambda: byte_level(QWEN2, special=CHAT),
        use_qkv_bias=True,
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25),
    ),
    "stablelm-parallel": family(
        StableLmConfig,
        lambda: byte_level(QWEN2, special=CHAT),
        use_parallel_residual=True,
        qk_layernorm=True,
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25),
    ),
    "olmo2": family(Olmo2Config, lambda: byte_level(LLAMA3, special=CHAT), num_key_value_heads=4),
    "granite": family(
        GraniteConfig,
        lambda: byte_level(digits=True, special=CHAT),
        embedding_multiplier=12.0,
        attention_multiplier=0.2,
        residual_multiplier=0.22,
        logits_scaling=4.0,
        tie_word_embeddings=True,
    ),
}


ENCODERS = {
    "nomic-bert": family(
        NomicBertConfig, word_piece, num_key_value_heads=4, rope_parameters=dict(rope_type="default", rope_theta=1000.0), hidden_act="silu"
    ),
}


def labels(*names):
    return dict(id2label=dict(enumerate(names)), label2id={name: i for i, name in enumerate(names)})


ENCODER = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=128)


def head(kind, tokenizer, names, **settings):
    def make():
        built = tokenizer()
        return kind(vocab_size=built.get_vocab_size(), **labels(*names), **settings), built, {}

    return make


HEADS = {
    "distilbert": head(
        DistilBertConfig,
        word_piece,
        ["NEGATIVE", "POSITIVE"],
        dim=32,
        hidden_dim=64,
        n_layers=2,
        n_heads=4,
        max_position_embeddings=128,
        pad_token_id=0,
    ),
    "bert": head(
        BertConfig, word_piece, ["toxic", "severe_toxic", "insult"], **ENCODER, problem_type="multi_label_classification", pad_token_id=0
    ),
    "roberta": head(
        RobertaConfig, roberta, ["a", "b", "c", "d"], **{**ENCODER, "max_position_embeddings": 130}, type_vocab_size=1, pad_token_id=1
    ),
    "xlm-roberta": head(
        XLMRobertaConfig, unigram, ["pt", "en"], **{**ENCODER, "max_position_embeddings": 130}, type_vocab_size=1, pad_token_id=1
    ),
    "bart": head(
        BartConfig,
        roberta,
        ["contradiction", "neutral", "entailment"],
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=128,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
    ),
    # As version 3: near distances have a row each, and from 12 on they share some; long texts have more tokens than rows.
    "deberta": head(
        DebertaV2Config,
        deberta,
        ["entailment", "neutral", "contradiction"],
        **ENCODER,
        type_vocab_size=0,
        relative_attention=True,
        position_biased_input=False,
        pos_att_type=["p2c", "c2p"],
        position_buckets=24,
        share_att_key=True,
        norm_rel_ebd="layer_norm",
        pad_token_id=0,
    ),
    # As version 2 may be: matrices of its own for distances, one of the two kinds, positions and types beside them.
    "deberta-own": head(
        DebertaV2Config,
        deberta,
        ["a", "b", "c"],
        **ENCODER,
        type_vocab_size=2,
        relative_attention=True,
        position_biased_input=True,
        pos_att_type=["c2p"],
        max_relative_positions=20,
        problem_type="multi_label_classification",
        pad_token_id=0,
    ),
}
