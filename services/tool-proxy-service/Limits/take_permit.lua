-- Takes one permit of a bucket; the arithmetic of TokenBucket.cs, which says why every number here is exact.
-- KEYS[1] the bucket; ARGV: requests, period in ms, burst.
-- Returns { allowed 1|0, whole permits left, ms until the next permit, ms until full }.
local requests, per, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local capacity = burst * per
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local level, changed = capacity, false
local state = redis.call('GET', KEYS[1])
if state then
  local old = {}
  for number in string.gmatch(state, '%d+') do
    old[#old + 1] = tonumber(number)
  end
  local old_level, at, old_requests, old_per, old_burst = unpack(old)

  -- Refill by the limit that held until now. A clock that was set back adds nothing.
  now = math.max(now, at)
  local missing = old_burst * old_per - old_level
  local elapsed = now - at
  if elapsed >= math.ceil(missing / old_requests) then
    level = old_level + missing
  else
    level = old_level + elapsed * old_requests
  end

  -- Another limit keeps the permits that are left, up to its own burst.
  changed = requests ~= old_requests or per ~= old_per or burst ~= old_burst
  if changed then
    local permits = math.floor(level / old_per)
    local part = math.floor((level - permits * old_per) * (per / old_per))
    level = math.min(permits * per + math.min(part, per - 1), capacity)
  end
end

local allowed = level >= per
if allowed then
  level = level - per
end

local full_after = math.ceil((capacity - level) / requests)
-- A refusal changes nothing that the next call would not compute again, so it writes nothing.
if allowed or changed then
  local value = string.format('%.0f %.0f %.0f %.0f %.0f', level, now, requests, per, burst)
  if full_after > 0 then
    redis.call('SET', KEYS[1], value, 'PX', string.format('%.0f', full_after))
  else
    redis.call('DEL', KEYS[1])
  end
end

local next_after = 0
if not allowed then
  next_after = math.ceil((per - level) / requests)
end
return { allowed and 1 or 0, math.floor(level / per), next_after, full_after }
