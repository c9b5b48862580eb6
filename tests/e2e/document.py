"""Answers held against the OpenAPI document that the server makes of itself."""
import re

# What is told and holds nobody to anything here: bounds are the commands', and tested with them.
TOLD = {"description", "readOnly", "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
        "minProperties", "maxProperties"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int}


class Document:
    def __init__(self, document):
        self.document = document
        self.checked = 0

    def operation(self, route):
        """Of "GET /api/v1/jobs/{id}"; None where it tells of no such route."""
        method, path = route.split(" ")
        return self.document["paths"].get(path, {}).get(method.lower())

    def fields(self, route):
        """Those that ?fields= of a list may choose."""
        for parameter in (self.operation(route) or {}).get("parameters", []):
            if parameter["name"] == "fields":
                return parameter["schema"]["items"]["enum"]
        return []

    def check(self, route, status, answer):
        """The answer is what the document tells of this route and status, or an AssertionError says where it is not."""
        operation = self.operation(route)
        if operation is None:
            return
        told = operation["responses"].get(str(status))
        assert told is not None, f"{route} answers {status}, which its document does not tell"
        content = self.resolved(told).get("content", {})
        for kind in ("application/json", "application/problem+json"):
            if kind in content:
                self.hold(content[kind]["schema"], answer, route)
                self.checked += 1

    def resolved(self, node):
        while "$ref" in node:
            found = self.document
            for part in node["$ref"][2:].split("/"):
                found = found[part]
            node = found
        return node

    def hold(self, schema, value, at):
        schema = self.resolved(schema)
        if "oneOf" in schema:
            fits = [one for one in schema["oneOf"] if self.fits(one, value, at)]
            assert len(fits) == 1, f"{at}: {value!r} is {len(fits)} of its forms"
            return
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert any(isinstance(value, TYPES[name]) for name in types) and not (
            isinstance(value, bool) and "boolean" not in types), f"{at}: {value!r} is not {types}"
        for name, rule in schema.items():
            if name not in TOLD | {"type"}:
                getattr(self, "hold_" + name)(rule, value, at, schema)  # a word without a rule fails

    def fits(self, schema, value, at):
        try:
            self.hold(schema, value, at)
        except AssertionError:
            return False
        return True

    def hold_enum(self, names, value, at, _):
        assert value in names, f"{at}: {value!r} is not one of {names}"

    def hold_pattern(self, pattern, value, at, _):
        assert value is None or re.search(pattern, value), f"{at}: {value!r} is not like {pattern}"

    def hold_items(self, schema, value, at, _):
        for i, item in enumerate(value or []):
            self.hold(schema, item, f"{at}[{i}]")

    def hold_required(self, names, value, at, _):
        missing = [name for name in names if name not in (value or names)]
        assert not missing, f"{at} lacks {missing}"

    def hold_properties(self, properties, value, at, schema):
        if "additionalProperties" not in schema:
            unknown = set(value or {}) - set(properties)
            assert not unknown, f"{at} has {unknown}, which its document does not tell"
        for name, inside in (value or {}).items():
            if name in properties:
                self.hold(properties[name], inside, f"{at}.{name}")

    def hold_additionalProperties(self, schema, value, at, _):
        for name, inside in (value or {}).items():
            self.hold(schema, inside, f"{at}.{name}")
