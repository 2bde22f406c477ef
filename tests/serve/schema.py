"""Holds an answer to a schema of OpenAPI 3.0, as far as sim/serve/openapi.json uses it."""

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


def mistakes(value, schema, whole, at=""):
    """What is wrong with a value, each with its place; an empty list when nothing is."""
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "oneOf" in schema:
        tries = [mistakes(value, one, whole, at) for one in schema["oneOf"]]
        return [] if any(not found for found in tries) else min(tries, key=len)
    if value is None:
        return [] if schema.get("nullable") else [f"{at}: null"]
    kind = schema.get("type")
    wrong_bool = isinstance(value, bool) and kind in ("integer", "number")
    if kind and (wrong_bool or not isinstance(value, TYPES[kind])):
        return [f"{at}: {type(value).__name__} where {kind} stands"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    found = []
    if kind == "object":
        found += [f"{at}: no {key}" for key in schema.get("required", []) if key not in value]
        for key, below in value.items():
            of_key = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            if isinstance(of_key, dict):
                found += mistakes(below, of_key, whole, f"{at}/{key}")
    if kind == "array":
        for i, below in enumerate(value):
            found += mistakes(below, schema["items"], whole, f"{at}/{i}")
    return found
