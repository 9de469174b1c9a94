"""Trains the demonstration Whisper, from zero or from a shipped model, for a number of minutes.

    TRAIN="python -m torch.distributed.run --standalone --nproc-per-node 2 train.py"
    $TRAIN DATA OUT --minutes 40 --init ../../coach/voice/demo/micro-whisper --lr 4e-4
    $TRAIN DATA OUT --minutes 90 --init none --tokenizer TOKENIZER --lr 1.5e-3 --frozen-share 0

One thread a process and gradients averaged: two threads in one process wait for each other. Writes
OUT/last.pt every few minutes and OUT/final.pt at the end, each fit for export.py, and OUT/log.txt.
Losses: the text; phones on the encoder's frames; one attention head on the word spans. Windows are
mixed: stand-ins for 30 s, truly short ones, and for the last share exact 30 s ones. The schedule
follows the clock, so two runs never give the same bytes.
"""

import argparse
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F

from examples import UNKNOWN, WINDOW_FRAMES, Batch, Shards, collate
from network import MicroWhisper, Shape
from tokens import Tokens
from weights import torch_weights

SAVE_EVERY_S = 180
TAIL_POSITIONS = 12
AVERAGE_EVERY = 4


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--init", required=True, help="a model folder, a checkpoint, or none")
    parser.add_argument("--tokenizer", type=Path, help="unless --init is a folder")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--lr", type=float, default=4e-4)
    parser.add_argument("--short-share", type=float, default=0.55)
    parser.add_argument("--exact-share", type=float, default=0.1, help="of the time, at the end")
    parser.add_argument("--frozen-share", type=float, default=0.5, help="steps, decoder only")
    parser.add_argument("--frames", type=int, default=8000, help="in a batch")
    parser.add_argument("--muon", action="store_true", help="for matrices; wants fast bf16")
    return parser.parse_args()


@dataclass
class Losses:
    """The three parts of the loss, and the share of tokens right."""

    text: torch.Tensor
    phones: torch.Tensor
    spans: torch.Tensor
    right: float


def losses(net: MicroWhisper, batch: Batch, tail: int, *, frozen: bool) -> Losses:
    """Run the network on a batch; `frozen` teaches the decoder alone, at less cost."""
    with torch.set_grad_enabled(not frozen):
        memory, bias, real = net.encode(batch.frames, tail)
    scores, attended = net.decode(batch.tokens, memory, bias)
    text = F.cross_entropy(
        scores.flatten(0, 1), batch.targets.flatten(), ignore_index=UNKNOWN, label_smoothing=0.03
    )
    known = F.pad(batch.phones, (0, real - batch.phones.shape[1]), value=UNKNOWN)
    phones = torch.zeros(())
    if (known != UNKNOWN).any():
        guessed = net.phones(memory[:, :real]).flatten(0, 1)
        phones = F.cross_entropy(guessed, known.flatten(), ignore_index=UNKNOWN)
    learnt = batch.targets != UNKNOWN
    right = (scores.argmax(-1)[learnt] == batch.targets[learnt]).float().mean().item()
    return Losses(text, phones, _span_loss(attended, batch, real), right)


def _span_loss(attended: list[torch.Tensor], batch: Batch, real: int) -> torch.Tensor:
    """How little head 0 of each decoder layer looks at the word being written."""
    known = batch.ends > batch.begins
    if not known.any():
        return torch.zeros(())
    place = torch.arange(real)
    inside = (place >= batch.begins[..., None]) & (place < batch.ends[..., None])
    parts = [
        -torch.log((w[:, 0, :, :real] * inside).sum(-1)[known] + 1e-3).mean() for w in attended
    ]
    return sum(parts, torch.zeros(())) / len(parts)


def optimizers(net: MicroWhisper, lr: float, *, muon: bool) -> list[torch.optim.Optimizer]:
    """AdamW; with `muon` the layers' matrices go to Muon, which converged faster from zero."""
    named = list(net.named_parameters())
    matrices = [p for n, p in named if muon and p.ndim == 2 and n.startswith(("enc.", "dec."))]
    taken = {id(p) for p in matrices}
    wide = [p for _, p in named if p.ndim > 1 and id(p) not in taken]
    flat = [p for _, p in named if p.ndim <= 1]
    groups = [{"params": wide, "weight_decay": 0.01}, {"params": flat, "weight_decay": 0.0}]
    made: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98))]
    if matrices:
        made.append(
            torch.optim.Muon(
                matrices, lr=1.3 * lr, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"
            )
        )
    return made


class Run:
    """The state of a training run: network, its running average, optimisers and clock."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.shards = Shards(args.data)
        self.shards.refresh()
        init = None if args.init == "none" else Path(args.init)
        folder = init if init and init.is_dir() else args.tokenizer.parent
        self.tokens = Tokens(folder / "tokenizer.json")
        saved = torch.load(init) if init and init.is_file() else {}
        self.phone_numbers = saved.get("phone_numbers") or self.shards.phone_numbers()
        self.net = MicroWhisper(Shape(self.tokens.count, len(self.phone_numbers) + 1))
        if init:
            self._load(saved.get("average") or torch_weights(init / "model.bin"))
        self.average = {k: v.detach().clone() for k, v in self.net.state_dict().items()}
        self.optimizers = optimizers(self.net, args.lr, muon=args.muon)
        self.rates = [[g["lr"] for g in o.param_groups] for o in self.optimizers]
        self.began = time.time()
        self.step, self.seen = 0, 0
        self.elapsed = 0.0
        self.ranks = dist.get_world_size() if dist.is_initialized() else 1

    def _load(self, state: dict[str, torch.Tensor]) -> None:
        lost, odd = self.net.load_state_dict(state, strict=False)
        if odd or any(not name.startswith("phones.") for name in lost):
            raise SystemExit(f"{self.args.init}: missing {lost}, unknown {odd}")

    def save(self, name: str) -> None:
        unfinished = self.args.out / f"{name}.tmp"
        torch.save(
            {
                "shape": self.net.shape.as_dict(),
                "average": self.average,
                "phone_numbers": self.phone_numbers,
                "step": self.step,
                "seen": self.seen,
                "init": str(self.args.init),
            },
            unfinished,
        )
        unfinished.rename(self.args.out / f"{name}.pt")

    def batch(self, numbers: list[int], chance: random.Random) -> tuple[Batch, int]:
        """A batch and the stand-ins for padding: exact window, truly short, or stand-in."""
        exact = self.elapsed > 1 - self.args.exact_share
        if exact and random.Random(self.step).random() < 0.6:
            few = chance.sample(numbers, min(5, len(numbers)))
            frames: int | None = WINDOW_FRAMES
        else:
            few, frames = numbers, None
        made = collate(self.shards, few, self.tokens, self.phone_numbers, chance, frames=frames)
        if frames:
            return made, 0
        if chance.random() < self.args.short_share:
            longer = F.pad(made.frames, (0, 0, 0, 2 * chance.randrange(0, 81)))
            return made._replace(frames=longer), 0
        return made, TAIL_POSITIONS

    def learn(self, batch: Batch, tail: int) -> Losses:
        warm = min(1.0, (self.step + 1) / 25)
        scale = warm * (0.5 + 0.5 * math.cos(math.pi * min(1.0, self.elapsed))) + 0.01
        for optimizer, rates in zip(self.optimizers, self.rates, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * scale
        frozen = random.Random(-1 - self.step).random() < self.args.frozen_share
        found = losses(self.net, batch, tail, frozen=frozen)
        helping = min(1.0, max(0.15, 2.2 - 2.5 * self.elapsed)) if self.args.init == "none" else 0.3
        (found.text + helping * (0.6 * found.phones + 0.3 * found.spans)).backward()
        self._share_gradients(frozen=frozen)
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.seen += len(batch.tokens) * self.ranks
        if self.step % AVERAGE_EVERY == 0:
            self._average()
        return Losses(found.text.detach(), found.phones.detach(), found.spans.detach(), found.right)

    def _share_gradients(self, *, frozen: bool) -> None:
        """Average gradients and the clock over the processes, so that all stop at one step."""
        gone = (time.time() - self.began) / (self.args.minutes * 60)
        part = ("enc.", "eln.", "conv") if frozen else ()
        moving = [p for n, p in self.net.named_parameters() if not (part and n.startswith(part))]
        pieces = [(torch.zeros_like(p) if p.grad is None else p.grad).flatten() for p in moving]
        whole = torch.cat([*pieces, torch.tensor([gone])])
        if self.ranks > 1:
            dist.all_reduce(whole)
            whole /= self.ranks
        self.elapsed = float(whole[-1])
        split = torch.split(whole[:-1], [p.numel() for p in moving])
        for parameter, piece in zip(moving, split, strict=True):
            parameter.grad = piece.view_as(parameter)

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(0.995, (self.step + 1) / (self.step + 10)) ** AVERAGE_EVERY
        for name, value in self.net.state_dict().items():
            self.average[name].lerp_(value, 1 - keep)


def main() -> None:
    """Train until the time is up."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if dist.is_torchelastic_launched():
        dist.init_process_group("gloo")
    rank = dist.get_rank() if dist.is_initialized() else 0
    torch.manual_seed(100 + rank)
    chance = random.Random(1 + rank)
    run = Run(args)
    print(f"{len(run.shards.examples)} examples, {len(run.phone_numbers)} phones", flush=True)
    recent: list[Losses] = []
    next_save = time.time() + SAVE_EVERY_S
    with (args.out / "log.txt").open("a", encoding="utf-8") as log:
        while run.elapsed < 1:
            run.shards.refresh()
            for numbers in run.shards.batches(chance, args.frames):
                if run.elapsed >= 1:
                    break
                recent.append(run.learn(*run.batch(numbers, chance)))
                if len(recent) == 25:
                    log.write(_line(run, recent) + "\n" if rank == 0 else "")
                    log.flush()
                    recent.clear()
                if time.time() > next_save and rank == 0:
                    run.save("last")
                    next_save = time.time() + SAVE_EVERY_S
    if rank == 0:
        run.save("final")


def _line(run: Run, recent: list[Losses]) -> str:
    count = len(recent)
    figures = {
        "step": run.step,
        "s": round(time.time() - run.began),
        "examples": len(run.shards.examples),
        "seen": run.seen,
        "text": round(sum(x.text.item() for x in recent) / count, 3),
        "phones": round(sum(x.phones.item() for x in recent) / count, 3),
        "spans": round(sum(x.spans.item() for x in recent) / count, 3),
        "right": round(sum(x.right for x in recent) / count, 4),
    }
    return json.dumps(figures)


if __name__ == "__main__":
    main()
