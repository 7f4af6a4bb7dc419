"""Secret objects lose their values, whatever their keys are; what stands beside them stays."""

import json

from bot.redaction import MARK, Redactor

REDACTOR = Redactor()

LIST = """\
apiVersion: v1
items:
- apiVersion: v1
  data:
    mode: fast
    plain.conf: |
      level: debug
  kind: ConfigMap
  metadata:
    name: settings
- apiVersion: v1
  data:
    one: c2VjcmV0
    two.conf: |
      Zmlyc3Q=
      c2Vjb25k
  kind: Secret
  metadata:
    annotations:
      note: kept
    name: db
  type: Opaque
- apiVersion: v1
  kind: Pod
  metadata:
    name: app
kind: List
"""


def test_of_a_list_only_the_secrets_lose_their_data() -> None:
    hidden = LIST.replace("c2VjcmV0", MARK).replace("Zmlyc3Q=", MARK).replace("c2Vjb25k", MARK)

    assert REDACTOR.redact(LIST) == hidden


def test_data_may_stand_before_the_kind_or_after_and_end_with_the_document() -> None:
    before = "data:\n  a: eDE=\nkind: Secret\n---\ndata:\n  a: plain\nkind: ConfigMap\n"
    after = "kind: Secret\nstringData:\n  a: x1\n  b: 'y 2'"

    assert REDACTOR.redact(before) == before.replace("eDE=", MARK)
    assert REDACTOR.redact(after) == f"kind: Secret\nstringData:\n  a: {MARK}\n  b: {MARK}"


def test_json_is_read_by_its_braces_also_within_a_string() -> None:
    secret = {"data": {"a": "eDE=", "b": "eTI="}, "kind": "Secret", "metadata": {"name": "db"}}
    items = {"items": [secret, {"kind": "ConfigMap", "data": {"mode": "fast"}}], "kind": "List"}

    shown = REDACTOR.redact(json.dumps(items))
    nested = REDACTOR.redact(json.dumps({"applied": json.dumps(secret)}))

    assert shown == json.dumps(items).replace("eDE=", MARK).replace("eTI=", MARK)
    assert "eDE=" not in nested
    assert '\\"name\\": \\"db\\"' in nested


def test_what_was_cut_off_is_hidden_as_far_as_it_goes() -> None:
    for cut in ('{"kind": "Secret", "data": {"a": "eDE=', '{"kind": "Secret", "data": {"a": "eDE=", "b'):
        assert "eDE=" not in REDACTOR.redact(cut + '"' * (cut.endswith("=")))


def test_what_only_names_a_secret_stays() -> None:
    for text in (
        "involvedObject:\n  kind: Secret\n  name: db\n  namespace: prod\n",
        "spec:\n  volumes:\n  - name: creds\n    secret:\n      secretName: db\n",
        '{"kind": "Secret", "name": "db"}',
        "Error: Secret db has no data: it was deleted",
    ):
        assert REDACTOR.redact(text) == text


def test_a_dump_of_go_is_read_as_well() -> None:
    dump = "&Secret{TypeMeta{kind:Secret},data:map[a:[120 49] b:[121]],name:db}"

    assert "120 49" not in REDACTOR.redact(dump)
