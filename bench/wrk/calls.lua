-- wrk … -s calls.lua <url> -- <kind> <file with tokens, one a line> <seed>
-- unique   no two bodies alike, so that no stored result serves; tokens in turn
-- stored   always the same body
-- legacy   as unique, through /api/proxy-request with the token in the body
-- mcp      as unique, by tools/call of /mcp with the headers of an SDK
-- cold     as unique, every token once; stops when they are used up
-- tokenless  as stored, with no token at all
-- forged   every token once with a MAC that is made up, never twice the same
-- A body is as long as every other, so that every answer is. The last line that is printed is the result as JSON.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
]]

local function now()
  local moment = ffi.new("moment")
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) * 1e6 + tonumber(moment.nanoseconds) / 1e3
end

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("number", #threads)
end

local function read(file)
  local tokens = {}
  for line in io.lines(file) do tokens[#tokens + 1] = line end
  return tokens
end

local function post(path, headers, body)
  return "POST " .. path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n" .. headers ..
    "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

local sent = 0
local function fresh() return string.format("%s%02d%010d", seed, number, sent) end

local function bearer(token, q)
  return post("/v1/tools/serpapi/search", "Authorization: Bearer " .. token .. "\r\n", '{"q":"bench ' .. q .. '"}')
end

local kinds = {
  unique = function() return bearer(tokens[sent % #tokens + 1], fresh()) end,
  stored = function() return bearer(tokens[sent % #tokens + 1], seed .. "000000000000") end,
  tokenless = function() return post("/v1/tools/serpapi/search", "", '{"q":"bench"}') end,
  legacy = function()
    return post("/api/proxy-request", "", '{"agent_token":"' .. tokens[sent % #tokens + 1] ..
      '","tool":"serpapi","action":"search","params":{"q":"bench ' .. fresh() .. '"}}')
  end,
  mcp = function()
    return post("/mcp", "Authorization: Bearer " .. tokens[sent % #tokens + 1] ..
      "\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\n",
      string.format('{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"serpapi__search","arguments":{"q":"bench %s"}}}',
        number * 1e9 + sent, fresh()))
  end,
  cold = function()
    -- Two threads: one takes the odd tokens, the other the even ones.
    local token = tokens[(sent - 1) * 2 + number]
    if not token and not stopped then
      stopped = now()
      wrk.thread:stop()
    end
    return bearer(token or tokens[#tokens], fresh())
  end,
  forged = function()
    local token = tokens[sent % #tokens + 1]
    return bearer(token:sub(1, #token - 43) .. string.format("%s%02dforged%020d", seed, number, sent):sub(1, 42) .. "A", fresh())
  end,
}

function init(args)
  kind, seed = args[1], args[3]
  tokens = read(args[2])
  request = function()
    sent = sent + 1
    return kinds[kind]()
  end
  started = now()
  local pause = tonumber(args[4])
  -- Each connection waits between calls, up to twice this many ms.
  if pause then
    math.randomseed(number)
    delay = function() return math.random(0, 2 * pause) end
  end
end

-- wrk itself waits for its whole time although all threads have stopped.
local function took(summary)
  local from, to = math.huge, 0
  for _, thread in ipairs(threads) do
    if not thread:get("stopped") then return summary.duration end
    from, to = math.min(from, thread:get("started")), math.max(to, thread:get("stopped"))
  end
  return to - from
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"refused":%d,"connect_errors":%d,"read_errors":%d,"write_errors":%d,"timeouts":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}',
    summary.requests, took(summary), summary.bytes, errors.status, errors.connect, errors.read, errors.write, errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
