#!/bin/sh
# A Spark master and two workers with one core each on this machine, to try a deployment on; all end when this ends.
# usage: standalone.sh FOLDER [PORT]     (work and logs come to stand in FOLDER; Spark is that of SPARK_HOME, else of pyspark)
set -eu
folder="$1"
port="${2:-7077}"
SPARK_HOME="${SPARK_HOME:-$(python -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')}"
export SPARK_HOME
mkdir -p "$folder"

processes=""
trap 'kill $processes 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0 \
  > "$folder/master.log" 2>&1 &
processes="$processes $!"
for number in 1 2; do
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g \
    --webui-port 0 --work-dir "$folder/worker-$number" "spark://127.0.0.1:$port" > "$folder/worker-$number.log" 2>&1 &
  processes="$processes $!"
done
wait
