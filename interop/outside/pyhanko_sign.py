"""Makes PDF files that others have worked on before us, by pyHanko and under a CA of their own (RSA).

Standard input: {"pdf": PDF file, "out": folder}; standard output: {"trust": PEM file, "crls": [DER file]}. Into the folder:
approved.pdf           signed by one party (PAdES B-T)
archived.pdf           the same at B-LTA, with a security store and a document timestamp of its own
fields.pdf             unsigned, with the empty signature fields `first` and `second`
approved-fields.pdf    signed by one party, with the empty signature field `second` left
certified-N.pdf        certified with DocMDP P=N, with the empty signature field `second` left
"""

import asyncio
import json
import logging
import os
import sys
from datetime import datetime, timedelta, timezone
from io import BytesIO

from asn1crypto import crl, keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(timezone.utc).replace(microsecond=0)
DAY = timedelta(days=1)


class Holder:
    """A key and its certificate, issued by another holder or by itself."""

    def __init__(self, name, issuer=None, usage=None):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.name = certificates.Name(
            [
                certificates.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                certificates.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        above = issuer or self
        is_authority = usage is None
        builder = (
            certificates.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(above.name)
            .public_key(self.key.public_key())
            .serial_number(certificates.random_serial_number())
            .not_valid_before(NOW - DAY)
            .not_valid_after(NOW + 3000 * DAY)
            .add_extension(certificates.BasicConstraints(is_authority, None), critical=True)
            .add_extension(
                certificates.KeyUsage(
                    digital_signature=not is_authority,
                    content_commitment=usage == "sign",
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=is_authority,
                    crl_sign=is_authority,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
            .add_extension(
                certificates.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False
            )
            .add_extension(
                certificates.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key()),
                critical=False,
            )
        )
        if usage == "stamp":
            stamping = certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(stamping, critical=True)
        self.certificate = builder.sign(above.key, hashes.SHA256())
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        self.asn1 = x509.Certificate.load(der)
        self.asn1_key = keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    def list(self):
        builder = (
            certificates.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW)
            .next_update(NOW + 30 * DAY)
            .add_extension(certificates.CRLNumber(1), critical=False)
            .add_extension(
                certificates.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def box(name, left):
    return fields.SigFieldSpec(name, on_page=1, box=(left, 40, left + 120, 90))


async def sign(writer, party, out, field, **how):
    metadata = signers.PdfSignatureMetadata(
        field_name=field.sig_field_name,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        **how,
    )
    signer = signers.PdfSigner(
        metadata, signer=party["signer"], timestamper=party["timestamper"], new_field_spec=field
    )
    with open(out, "wb") as file:
        await signer.async_sign_pdf(writer, output=file)


async def main():
    job = json.load(sys.stdin)
    with open(job["pdf"], "rb") as file:
        pdf = file.read()
    root = Holder("Foreign Root")
    issuing = Holder("Foreign Issuing CA", root)
    signer = Holder("Foreign Signer", issuing, "sign")
    stamper = Holder("Foreign TSA", root, "stamp")
    lists = [root.list(), issuing.list()]
    known = SimpleCertificateStore()
    known.register_multiple([issuing.asn1, root.asn1])
    party = {
        "signer": signers.SimpleSigner(signer.asn1, signer.asn1_key, known),
        "timestamper": timestamps.DummyTimeStamper(stamper.asn1, stamper.asn1_key, certs_to_embed=known),
    }
    context = ValidationContext(
        trust_roots=[root.asn1],
        crls=[crl.CertificateList.load(each) for each in lists],
        allow_fetching=False,
        revocation_mode="require",
    )

    def path(name):
        return os.path.join(job["out"], name)

    def writer():
        return IncrementalPdfFileWriter(BytesIO(pdf))

    def with_fields(*names):
        prepared = writer()
        for index, name in enumerate(names):
            fields.append_signature_field(prepared, box(name, 40 + 140 * index))
        return prepared

    await sign(writer(), party, path("approved.pdf"), box("first", 40))
    await sign(
        writer(),
        party,
        path("archived.pdf"),
        box("first", 40),
        validation_context=context,
        embed_validation_info=True,
        use_pades_lta=True,
    )
    with open(path("fields.pdf"), "wb") as file:
        with_fields("first", "second").write(file)
    await sign(with_fields("second"), party, path("approved-fields.pdf"), box("first", 300))
    for level in (1, 2, 3):
        await sign(
            with_fields("second"),
            party,
            path(f"certified-{level}.pdf"),
            box("first", 300),
            certify=True,
            docmdp_permissions=fields.MDPPerm(level),
        )

    with open(path("foreign-root.pem"), "wb") as file:
        file.write(root.certificate.public_bytes(serialization.Encoding.PEM))
    for index, each in enumerate(lists):
        with open(path(f"foreign-{index}.crl"), "wb") as file:
            file.write(each)
    crls = [path(f"foreign-{index}.crl") for index in range(len(lists))]
    json.dump({"trust": path("foreign-root.pem"), "crls": crls}, sys.stdout)


logging.disable(logging.CRITICAL)
asyncio.run(main())
