namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>OpenAPI documents as APIs publish them, with parts that declared tools cannot have.</summary>
internal static class OpenApiDocuments
{
    /// <summary>Version 3.0: parameters of the path, references, allOf, nullable, an API key, binary answers, uploads, oneOf, another document.</summary>
    public static readonly JsonNode Orders30 = JsonNode.Parse("""
        {
          "openapi": "3.0.3",
          "info": {"title": "Orders", "version": "2.1"},
          "servers": [{"url": "https://{host}/{region}/v2", "variables": {"host": {"default": "api.orders.com"}, "region": {"default": "eu"}}}],
          "security": [{"key": []}],
          "paths": {
            "/orders": {
              "parameters": [{"$ref": "#/components/parameters/Tenant"}],
              "get": {
                "operationId": "listOrders",
                "summary": "List orders.",
                "parameters": [
                  {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["open", "shipped"]}},
                  {"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 20}},
                  {"name": "tag", "in": "query", "schema": {"type": "array", "uniqueItems": true, "items": {"type": "string"}}},
                  {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": {"type": "string"} } } },
                  {"name": "session", "in": "cookie", "schema": {"type": "string"}},
                  {"name": "Accept", "in": "header", "schema": {"type": "string"}}
                ],
                "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Order"} } } } } }
              },
              "post": {
                "operationId": "createOrder",
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewOrder"} } } },
                "responses": {"201": {"description": "made"} }
              }
            },
            "/orders/{order_id}": {
              "delete": {
                "deprecated": true,
                "parameters": [{"name": "order_id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"} }],
                "responses": {"204": {"description": "gone"} }
              }
            },
            "/orders/{order_id}/label": {
              "get": {
                "parameters": [{"name": "order_id", "in": "path", "required": true, "schema": {"type": "string"} }],
                "responses": {"200": {"description": "ok", "content": {"application/pdf": {} } } }
              }
            },
            "/orders/{order_id}/attachments": {
              "post": {
                "parameters": [{"name": "order_id", "in": "path", "required": true, "schema": {"type": "string"} }],
                "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {"type": "object"} } } },
                "responses": {"201": {"description": "ok"} }
              }
            },
            "/orders/search": {
              "post": {
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Order"}]} } } },
                "responses": {"200": {"description": "ok"} }
              }
            },
            "/reports": {
              "post": {
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "https://schemas.orders.com/report.json"} } } },
                "responses": {"200": {"description": "ok"} }
              }
            }
          },
          "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"} },
            "parameters": {"Tenant": {"name": "X-Tenant", "in": "header", "required": true, "schema": {"type": "string"} } },
            "schemas": {
              "Line": {
                "type": "object",
                "required": ["sku", "count"],
                "properties": {"sku": {"type": "string", "pattern": "^[A-Z]-\\d+$"}, "count": {"type": "integer", "minimum": 0, "exclusiveMinimum": true} }
              },
              "Draft": {
                "type": "object",
                "required": ["customer", "lines"],
                "properties": {
                  "id": {"type": "string", "readOnly": true},
                  "customer": {"type": "string", "maxLength": 100},
                  "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Line"} }
                }
              },
              "NewOrder": {
                "allOf": [
                  {"$ref": "#/components/schemas/Draft"},
                  {"type": "object", "properties": {"note": {"type": "string", "nullable": true} } }
                ]
              },
              "Order": {"type": "object", "properties": {"id": {"type": "string"} } }
            }
          }
        }
        """)!;

    /// <summary>Version 3.1: type arrays, null as an alternative, numbers as exclusive bounds, a schema within itself, two credentials at once.</summary>
    public const string People31 = """
        openapi: 3.1.0
        info: {title: People, version: "1"}
        servers:
          - url: /api
        security:
          - token: []
        paths:
          /people:
            get:
              operationId: findPerson
              parameters:
                - name: name
                  in: query
                  description: Part of the name.
                  schema:
                    anyOf:
                      - {type: string, minLength: 2}
                      - {type: "null"}
                - name: page
                  in: query
                  schema: {type: integer, exclusiveMinimum: 0}
              responses:
                "200": {description: ok}
            post:
              security:
                - token: []
                  second: []
              responses:
                "201": {description: made}
          /2fa:
            get:
              operationId: 2faStatus
              security: []
              responses:
                "200": {description: ok, content: {text/plain: {}}}
          /trees:
            post:
              requestBody:
                required: true
                content:
                  application/json:
                    schema: {$ref: "#/components/schemas/Node"}
              responses:
                "200": {description: ok}
        components:
          securitySchemes:
            token: {type: http, scheme: bearer}
            second: {type: apiKey, in: query, name: k}
          schemas:
            Node:
              type: object
              properties:
                name: {type: string}
                children:
                  type: array
                  items: {$ref: "#/components/schemas/Node"}
        """;
}
