#!/bin/sh
# Makes audio, trains, exports and measures. usage: ./make.sh WORK [zero]
# Two processes of one thread: PYTHON names the interpreter, MINUTES the training time, NICE the niceness.
set -eu
cd "$(dirname "$0")"
work=$1
python=${PYTHON:-python3}
shipped=../../coach/voice/demo/micro-whisper
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 GLOO_SOCKET_IFNAME=lo
command -v espeak-ng > /dev/null || { echo "espeak-ng is missing: sudo apt-get install -y espeak-ng"; exit 1; }
mkdir -p "$work/data" "$work/run"
run() { nice -n "${NICE:-10}" "$python" "$@"; }

if [ "${2:-}" = zero ]; then
  run tokens.py "$work/tokenizer.json"
  first=21; minutes=${MINUTES:-90}; tokenizer=$work/tokenizer.json
  how="--init none --tokenizer $tokenizer --lr 1.5e-3 --frozen-share 0"
else
  first=10; minutes=${MINUTES:-40}; tokenizer=$shipped/tokenizer.json
  how="--init $shipped --lr 6e-4"
fi
run make_audio.py "$work/data" espeak 1 "$first" 1500 &
run make_audio.py "$work/data" fixture 900 906 500
run make_audio.py "$work/data" coach 910 912 400
wait
# shellcheck disable=SC2086
run -m torch.distributed.run --standalone --nproc-per-node 2 train.py "$work/data" "$work/run" --minutes "$minutes" $how
run export.py "$work/run/final.pt" "$work/micro-whisper" --tokenizer "$tokenizer"
run list_words.py "$work/data" > "$work/micro-whisper.words.txt"
run evaluate.py "$work/micro-whisper"
