"""Signs with pyHanko; subject-process.ts says what it is asked."""

import asyncio
import io
import sys
from pathlib import Path

from asn1crypto import keys, x509
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

sys.path.append(str(Path(__file__).parents[1]))
from subject_process import read_files, serve  # noqa: E402


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


def start(job):
    pdf_signer = make_pdf_signer(job)
    files = read_files(job)
    return lambda name: sign(pdf_signer, files[name])


asyncio.run(serve(start))
