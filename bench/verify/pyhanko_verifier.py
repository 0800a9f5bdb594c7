"""Verifies with pyHanko; subject-process.ts says what it is asked."""

import asyncio
import io
import json
import sys
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

sys.path.append(str(Path(__file__).parents[1]))
from subject_process import read_files, serve  # noqa: E402


async def verify(pdf, root):
    reader = PdfFileReader(io.BytesIO(pdf))
    good = 0
    for signature in reader.embedded_signatures:
        # A context remembers what it validated; each file is a stranger's.
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        status = await async_validate_pdf_signature(signature, context)
        good += 1 if status.bottom_line else 0
    return json.dumps({"good": good, "signatures": len(reader.embedded_signatures)}).encode()


def start(job):
    root = x509.Certificate.load(bytes.fromhex(job["root"]))
    files = read_files(job)
    return lambda name: verify(files[name], root)


asyncio.run(serve(start))
