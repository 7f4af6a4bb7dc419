"""What a runbook author touches: YAML in, the core's values or problems with line and column out.

Who reports which code: reading a tree (`library.load`) reports `shape`, `name` and `type`
(keys, references, parameters of `run` and `call`, guards, look-ups, lengths), `argv` of the catalogue and
`targets`; `checks` proves the rest over what was read.
"""
