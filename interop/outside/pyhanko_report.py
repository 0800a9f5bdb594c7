"""Says as JSON what pyHanko makes of the signatures in PDF files.

Standard input: [{"trust": [PEM file], "crls": [DER file], "ocsps": [DER file], "revocationMode": "require" or "hard-fail", "fetch":
whether it may ask the addresses in the certificates, "strict": false for hybrid-reference files, "files": [PDF file]}]; standard output: a list for each job, with one
report a file, in that order. A file that pyHanko can't read, or refuses, is a report with an error and not a failure of this
script.
"""

import asyncio
import json
import logging
import sys

from asn1crypto import crl, ocsp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import ades_basic_validation, ades_with_time_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


def read(path):
    with open(path, "rb") as file:
        return file.read()


def ades_policy(roots, revocation):
    """ETSI EN 319 102-1 with the same trust; revocation information is required."""
    certificates = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    crls = [CRLContainer(crl.CertificateList.load(each)) for each in revocation["crls"]]
    answers = [ocsp.OCSPResponse.load(each) for each in revocation["ocsps"]]
    ocsps = [each for answer in answers for each in OCSPContainer.load_multi(answer)]
    return SignatureValidationSpec(
        cert_validation_policy=certificates,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.ALWAYS_FETCH
            if revocation["fetch"]
            else RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=LocalKnowledge(known_crls=crls, known_ocsps=ocsps),
    )


def describe_timestamp(timestamp):
    if timestamp is None:
        return None
    return {
        "intact": timestamp.intact,
        "valid": timestamp.valid,
        "trusted": timestamp.trusted,
        "time": timestamp.timestamp.isoformat(),
    }


def attribute_names(attributes):
    return [each["type"].native for each in attributes or []]


async def describe_signature(signature, roots, revocation):
    context = ValidationContext(
        trust_roots=roots,
        crls=revocation["crls"],
        ocsps=revocation["ocsps"],
        allow_fetching=revocation["fetch"],
        revocation_mode=revocation["mode"],
    )
    docmdp = signature.docmdp_level
    described = {
        "field": signature.field_name,
        "type": signature.sig_object.get("/Type", None),
        "subFilter": signature.sig_object.get("/SubFilter", None),
        "docMdp": None if docmdp is None else docmdp.value,
        "signer": signature.signer_cert.subject.native["common_name"],
        "signedAttributes": attribute_names(signature.signer_info["signed_attrs"]),
        "unsignedAttributes": attribute_names(signature.signer_info["unsigned_attrs"]),
    }
    try:
        status = await async_validate_pdf_signature(signature, context)
        # Sections 5.3 and 5.5: for basic signatures, and for those with a time.
        process = ades_with_time_validation if described["unsignedAttributes"] else ades_basic_validation
        ades = await process(
            signature.signed_data,
            ades_policy(roots, revocation),
            raw_digest=signature.compute_digest(),
        )
    except Exception as error:  # whatever it raises, it doesn't accept the signature
        return {**described, "error": f"{type(error).__name__}: {error}", "accepted": False}
    return {
        **described,
        "error": None,
        "accepted": status.bottom_line,
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "docMdpOk": status.docmdp_ok,
        "coverage": status.coverage.name,
        "modification": status.modification_level and status.modification_level.name,
        "timestamp": describe_timestamp(status.timestamp_validity),
        "ades": f"{ades.ades_subindic.status.name} {ades.ades_subindic.name}",
    }


async def describe_file(path, roots, revocation, strict):
    try:
        with open(path, "rb") as file:
            reader = PdfFileReader(file, strict=strict)
            signatures = [
                await describe_signature(each, roots, revocation)
                for each in reader.embedded_regular_signatures
            ]
    except Exception as error:  # a damaged file may fail anywhere in the reader
        return {"error": f"{type(error).__name__}: {error}", "signatures": []}
    return {"error": None, "signatures": signatures}


async def reports_of(job):
    roots = [load_cert_from_pemder(each) for each in job["trust"]]
    revocation = {
        "crls": [read(path) for path in job["crls"]],
        "ocsps": [read(path) for path in job["ocsps"]],
        "mode": job["revocationMode"],
        "fetch": job["fetch"],
    }
    return [await describe_file(path, roots, revocation, job["strict"]) for path in job["files"]]


async def main():
    jobs = json.load(sys.stdin)
    json.dump([await reports_of(job) for job in jobs], sys.stdout, ensure_ascii=False)


# Its log repeats what the reports say.
logging.disable(logging.CRITICAL)
asyncio.run(main())
