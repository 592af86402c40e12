# SPDX-License-Identifier: Apache-2.0
# What makes podman give a container what Docker's gets, for suites that load this.

# What Docker gives, of the capabilities that count here.
DOCKER_CAPABILITIES=CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,SETGID,SETUID,SETPCAP,NET_BIND_SERVICE,NET_RAW,SYS_CHROOT,MKNOD,AUDIT_WRITE,SETFCAP

# The facts as a profile of the OCI runtime specification.
docker_profile() {
    "$PYTHON" - "$ROOT/tests/data/docker-profile.txt" <<'PYTHON'
import json, re, sys

OPERATIONS = {"<": "SCMP_CMP_LT", "=": "SCMP_CMP_EQ"}


def rule(line):
    name, _, condition = line.partition(": ")
    row = {"names": [name], "action": "SCMP_ACT_ALLOW"}
    if condition == "fails with ENOSYS":
        return row | {"action": "SCMP_ACT_ERRNO", "errnoRet": 38}
    if not condition or condition.startswith("CAP_"):
        return row
    index, masked, mask, operation, value = re.fullmatch(r"argument (\d)(?: (&) (\d+))? ([<=]) (\d+)", condition).groups()
    if masked:
        return row | {"args": [{"index": int(index), "value": int(mask), "valueTwo": int(value), "op": "SCMP_CMP_MASKED_EQ"}]}
    return row | {"args": [{"index": int(index), "value": int(value), "op": OPERATIONS[operation]}]}


with open(sys.argv[1], encoding="utf-8") as lines:
    rules = [rule(line.rstrip("\n")) for line in lines if not line.startswith("#")]
json.dump({"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "archMap": [
    {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
    {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]}], "syscalls": rules}, sys.stdout)
PYTHON
}
