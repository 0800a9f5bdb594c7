"""AWS KMS as moto speaks it, on a free port of loopback, with two symmetric keys; ends when its input does."""

import json
import sys

import boto3
from moto.server import ThreadedMotoServer

REGION = "eu-central-1"
CREDENTIALS = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "moto-accepts-any-secret"}

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
kms = boto3.client("kms", region_name=REGION, endpoint_url=endpoint, **CREDENTIALS)
keys = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
print(json.dumps({"endpoint": endpoint, "region": REGION, "keys": keys, **CREDENTIALS}), flush=True)
sys.stdin.read()
server.stop()
