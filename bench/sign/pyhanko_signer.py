"""Signs with pyHanko; signing-process.ts says what it is asked."""

import asyncio
import io
import json
import sys
import time

from asn1crypto import keys, x509
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore


def make_signer(job):
    certificate = x509.Certificate.load(bytes.fromhex(job["certificate"]))
    root = x509.Certificate.load(bytes.fromhex(job["root"]))
    return signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(bytes.fromhex(job["privateKey"])),
        cert_registry=SimpleCertificateStore.from_certs([certificate, root]),
    )


def make_pdf_signer(job):
    size = round(job["seal"]["width"])
    seal = RawContent(job["sealOperators"].encode("ascii"), box=BoxConstraints(width=size, height=size))
    metadata = signers.PdfSignatureMetadata(
        field_name=job["field"],
        md_algorithm="sha256",
        name=job["name"],
        reason=job["reason"],
        location=job["location"],
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    return signers.PdfSigner(
        metadata,
        signer=make_signer(job),
        stamp_style=StaticStampStyle(background=seal, border_width=0),
    )


async def sign(pdf_signer, pdf):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out = await pdf_signer.async_sign_pdf(writer, bytes_reserved=32 * 1024)
    return out.getvalue()


async def serve():
    job = json.loads(sys.stdin.readline())
    pdf_signer = make_pdf_signer(job)
    files = {}
    for name, path in job["files"].items():
        with open(path, "rb") as file:
            files[name] = file.read()
    for line in sys.stdin:
        request = json.loads(line)
        since = time.perf_counter()
        for _ in range(request["count"]):
            signed = await sign(pdf_signer, files[request["case"]])
        seconds = time.perf_counter() - since
        if request.get("out"):
            with open(request["out"], "wb") as file:
                file.write(signed)
        print(json.dumps({"seconds": seconds}), flush=True)


asyncio.run(serve())
