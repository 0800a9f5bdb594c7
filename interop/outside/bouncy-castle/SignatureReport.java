import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Store;

/**
 * What BouncyCastle says of the signatures and document timestamps in PDF files, one JSON line each:
 * java -cp … SignatureReport.java TRUST.pem CRL[,CRL…] OCSP[,OCSP…]|- FILE.pdf…
 * The PDF's bytes are cut by ISO 32000-1 §12.8.1, everything else is BouncyCastle's.
 */
public class SignatureReport {
    private static final Pattern BYTE_RANGE =
        Pattern.compile("/ByteRange\\s*\\[\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*\\]");

    private static X509Certificate root;
    private static final List<Object> crls = new ArrayList<>();
    private static final List<BasicOCSPResp> answers = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        CertificateFactory factory = CertificateFactory.getInstance("X.509", "BC");
        root = (X509Certificate) factory.generateCertificate(Files.newInputStream(Path.of(args[0])));
        for (String crl : args[1].split(",")) crls.add(factory.generateCRL(Files.newInputStream(Path.of(crl))));
        for (String answer : args[2].equals("-") ? new String[0] : args[2].split(",")) {
            answers.add((BasicOCSPResp) new OCSPResp(Files.readAllBytes(Path.of(answer))).getResponseObject());
        }
        for (String file : Arrays.copyOfRange(args, 3, args.length)) report(file);
    }

    private static void report(String file) throws Exception {
        byte[] pdf = Files.readAllBytes(Path.of(file));
        Matcher ranges = BYTE_RANGE.matcher(new String(pdf, StandardCharsets.ISO_8859_1));
        while (ranges.find()) {
            int[] range = new int[4];
            for (int i = 0; i < 4; i++) range[i] = Integer.parseInt(ranges.group(i + 1));
            Finding finding = new Finding();
            try {
                judge(pdf, range, finding);
            } catch (Exception error) {
                finding.error = error.getClass().getSimpleName() + ": " + error.getMessage();
            }
            System.out.println(finding.toJson(file));
        }
    }

    private static void judge(byte[] pdf, int[] range, Finding finding) throws Exception {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(pdf, range[0], range[1]);
        content.write(pdf, range[2], range[3]);
        String hex = new String(pdf, range[1] + 1, range[2] - range[1] - 2, StandardCharsets.ISO_8859_1);
        byte[] contents = withoutPadding(HexFormat.of().parseHex(hex));
        if (new CMSSignedData(contents).getSignedContentTypeOID().equals(PKCSObjectIdentifiers.id_ct_TSTInfo.getId())) {
            judgeDocumentTimestamp(new TimeStampToken(new CMSSignedData(contents)), content.toByteArray(), finding);
            return;
        }
        CMSSignedData cms = new CMSSignedData(new CMSProcessableByteArray(content.toByteArray()), contents);
        SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
        X509CertificateHolder certificate = certificateOf(cms.getCertificates(), signer);
        finding.signer = certificate.getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue().toString();
        finding.signatureAlgorithm = signer.getEncryptionAlgOID();
        finding.digestAlgorithm = signer.getDigestAlgOID();
        finding.signature = signer.verify(verifierOf(certificate));
        finding.bound = isBound(signer, certificate);
        finding.chain = hasChain(certificate, cms.getCertificates());
        finding.answer = answerAbout(certificate, cms.getCertificates());
        TimeStampToken token = tokenOf(signer);
        if (token != null) judgeTimestamp(token, signer.getSignature(), finding);
    }

    /** ISO 32000-2 §12.8.5: the token is the signature's whole content, over the bytes of the file. */
    private static void judgeDocumentTimestamp(TimeStampToken token, byte[] content, Finding finding) throws Exception {
        finding.isDocumentTimestamp = true;
        finding.signer = authorityOf(token).getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue().toString();
        SignerInformation signer = token.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
        finding.signatureAlgorithm = signer.getEncryptionAlgOID();
        finding.digestAlgorithm = signer.getDigestAlgOID();
        judgeTimestamp(token, content, finding);
    }

    private static void judgeTimestamp(TimeStampToken token, byte[] stamped, Finding finding) throws Exception {
        finding.imprintAlgorithm = token.getTimeStampInfo().getMessageImprintAlgOID().getId();
        finding.timestamp = isStamped(token, stamped);
        finding.timestampChain = hasChain(authorityOf(token), token.getCertificates());
    }

    private static X509CertificateHolder authorityOf(TimeStampToken token) {
        return (X509CertificateHolder) token.getCertificates().getMatches(token.getSID()).iterator().next();
    }

    /** RFC 6960: what the given responses say of a certificate; signed by its issuer, or by whom that certified for it. */
    private static String answerAbout(X509CertificateHolder leaf, Store<X509CertificateHolder> certificates) throws Exception {
        JcaDigestCalculatorProviderBuilder digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC");
        for (X509CertificateHolder issuer : certificates.getMatches(null)) {
            if (!issuer.getSubject().equals(leaf.getIssuer())) continue;
            for (BasicOCSPResp answer : answers) {
                for (SingleResp single : answer.getResponses()) {
                    boolean isAsked = single.getCertID().getSerialNumber().equals(leaf.getSerialNumber())
                        && single.getCertID().matchesIssuer(issuer, digests.build());
                    if (!isAsked) continue;
                    if (!isAnsweredFor(issuer, answer)) return "forged";
                    return single.getCertStatus() == CertificateStatus.GOOD ? "good" : "not good";
                }
            }
        }
        return "none";
    }

    private static boolean isAnsweredFor(X509CertificateHolder issuer, BasicOCSPResp answer) throws Exception {
        JcaContentVerifierProviderBuilder verifiers = new JcaContentVerifierProviderBuilder().setProvider("BC");
        if (answer.isSignatureValid(verifiers.build(issuer))) return true;
        for (X509CertificateHolder responder : answer.getCerts()) {
            ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(responder.getExtensions());
            boolean isDelegated = responder.getIssuer().equals(issuer.getSubject())
                && responder.isSignatureValid(verifiers.build(issuer))
                && responder.isValidOn(answer.getProducedAt())
                && usage != null && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning);
            if (isDelegated && answer.isSignatureValid(verifiers.build(responder))) return true;
        }
        return false;
    }

    private static byte[] withoutPadding(byte[] der) {
        if ((der[1] & 0xff) < 0x80) return Arrays.copyOf(der, 2 + der[1]);
        int octets = der[1] & 0x7f;
        int length = 0;
        for (int i = 0; i < octets; i++) length = length * 256 + (der[2 + i] & 0xff);
        return Arrays.copyOf(der, 2 + octets + length);
    }

    private static X509CertificateHolder certificateOf(Store<X509CertificateHolder> store, SignerInformation signer) {
        @SuppressWarnings("unchecked")
        Collection<X509CertificateHolder> found = store.getMatches(signer.getSID());
        return found.iterator().next();
    }

    private static SignerInformationVerifier verifierOf(X509CertificateHolder certificate) throws Exception {
        return new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate);
    }

    /** RFC 5035 §5.4: the signed attribute holds the digest of this very certificate. */
    private static boolean isBound(SignerInformation signer, X509CertificateHolder certificate) throws Exception {
        Attribute attribute = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        ESSCertIDv2 id = SigningCertificateV2.getInstance(attribute.getAttrValues().getObjectAt(0)).getCerts()[0];
        ASN1ObjectIdentifier digest = id.getHashAlgorithm().getAlgorithm();
        byte[] expected = MessageDigest.getInstance(digest.getId(), "BC").digest(certificate.getEncoded());
        return MessageDigest.isEqual(expected, id.getCertHash());
    }

    private static TimeStampToken tokenOf(SignerInformation signer) throws Exception {
        if (signer.getUnsignedAttributes() == null) return null;
        Attribute attribute = signer.getUnsignedAttributes().get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
        ASN1Encodable value = attribute.getAttrValues().getObjectAt(0);
        return new TimeStampToken(new CMSSignedData(value.toASN1Primitive().getEncoded()));
    }

    /** The token's own signature, its certificate's purpose and binding (validate), and that it stamps this value. */
    private static boolean isStamped(TimeStampToken token, byte[] stamped) throws Exception {
        token.validate(verifierOf(authorityOf(token)));
        String digest = token.getTimeStampInfo().getMessageImprintAlgOID().getId();
        byte[] imprint = MessageDigest.getInstance(digest, "BC").digest(stamped);
        return MessageDigest.isEqual(imprint, token.getTimeStampInfo().getMessageImprintDigest());
    }

    /** PKIX (RFC 5280 §6) up to the one root, with revocation of every certificate looked up in the given lists. */
    private static boolean hasChain(X509CertificateHolder leaf, Store<X509CertificateHolder> certificates) throws Exception {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter().setProvider("BC");
        List<Object> known = new ArrayList<>(crls);
        for (X509CertificateHolder each : certificates.getMatches(null)) known.add(converter.getCertificate(each));
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(converter.getCertificate(leaf));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known), "BC"));
        parameters.setRevocationEnabled(true);
        try {
            CertPathBuilder.getInstance("PKIX", "BC").build(parameters);
            return true;
        } catch (java.security.cert.CertPathBuilderException refused) {
            return false;
        }
    }

    private static final class Finding {
        boolean isDocumentTimestamp;
        String answer = "none";
        String signer = "";
        String signatureAlgorithm = "";
        String digestAlgorithm = "";
        String imprintAlgorithm = "";
        boolean signature;
        boolean bound;
        boolean chain;
        boolean timestamp;
        boolean timestampChain;
        String error;

        String toJson(String file) {
            return "{\"file\":" + text(file) + ",\"isDocumentTimestamp\":" + isDocumentTimestamp
                + ",\"answer\":" + text(answer) + ",\"signer\":" + text(signer)
                + ",\"signatureAlgorithm\":" + text(signatureAlgorithm) + ",\"digestAlgorithm\":" + text(digestAlgorithm)
                + ",\"imprintAlgorithm\":" + text(imprintAlgorithm) + ",\"signature\":" + signature + ",\"bound\":" + bound
                + ",\"chain\":" + chain + ",\"timestamp\":" + timestamp + ",\"timestampChain\":" + timestampChain
                + ",\"error\":" + (error == null ? "null" : text(error)) + "}";
        }

        private static String text(String value) {
            StringBuilder json = new StringBuilder("\"");
            for (char c : value.toCharArray()) {
                if (c == '"' || c == '\\') json.append('\\').append(c);
                else if (c < 0x20) json.append(String.format("\\u%04x", (int) c));
                else json.append(c);
            }
            return json.append('"').toString();
        }
    }
}
