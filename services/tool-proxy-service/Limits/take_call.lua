-- Charges one call to the bucket and all counters of its agent.
-- KEYS[1] the bucket, the others counters (LimitKeys.cs).
-- ARGV: requests, period in ms, burst, 1 if the permit was taken already, the latest possible time ('' unknown), so that setting the clock
-- ahead frees nothing; then for each counter:
-- window in ms, slots per window, slots kept, memory in ms, limit, the rebuild that the caller expects
-- ('' any, '-' none: the caller has charges that may be missing).
-- Returns { 1 allowed | 0 refused | 2 the counters are not ready: only the permit was taken,
--   now, whole permits left, ms until the next permit, ms until the bucket is full, the time of the clock;
--   then for each counter: 1 known | 0 unknown | 2 of another rebuild, left, ms until one is left, ms until unused,
--   slot, rebuild, ms since that rebuild began }.
local time = redis.call('TIME')
local wall = time[1] * 1000 + math.floor(time[2] / 1000)
local now = math.min(wall, tonumber(ARGV[5]) or wall)

local function text(number)
  return string.format('%.0f', number)
end

-- The same arithmetic as TokenBucket.cs, which says why every number here is exact.
local function take_permit(key, requests, per, burst, taken)
  local now = now
  local capacity = burst * per
  local level, changed = capacity, false
  local state = redis.call('GET', key)
  if state then
    local old = {}
    for number in string.gmatch(state, '%d+') do
      old[#old + 1] = tonumber(number)
    end
    local old_level, at, old_requests, old_per, old_burst = unpack(old)

    -- Refill by the limit that applied until now. A clock that was set back adds nothing.
    now = math.max(now, at)
    local missing = old_burst * old_per - old_level
    local elapsed = now - at
    if elapsed >= math.ceil(missing / old_requests) then
      level = old_level + missing
    else
      level = old_level + elapsed * old_requests
    end

    -- A new limit keeps the permits that are left, up to its burst.
    changed = requests ~= old_requests or per ~= old_per or burst ~= old_burst
    if changed then
      local permits = math.floor(level / old_per)
      local part = math.floor((level - permits * old_per) * (per / old_per))
      level = math.min(permits * per + math.min(part, per - 1), capacity)
    end
  end

  local allowed = taken or level >= per
  if allowed and not taken then
    level = level - per
  end

  local full_after = math.ceil((capacity - level) / requests)
  -- A refusal writes nothing: the next call computes the same state again.
  if (allowed and not taken) or changed then
    if full_after > 0 then
      local value = table.concat({ text(level), text(now), text(requests), text(per), text(burst) }, ' ')
      redis.call('SET', key, value, 'PX', text(full_after))
    else
      redis.call('DEL', key)
    end
  end

  local next_after = 0
  if not allowed then
    next_after = math.ceil((per - level) / requests)
  end
  return allowed, math.floor(level / per), next_after, full_after
end

-- The same arithmetic as QuotaCounter.cs and QuotaWindow.cs.
local function look(key, window, per_window, kept, memory, limit, believed)
  local counter = { key = key, memory = memory, limit = limit, state = 0, used = 0, slots = {}, counts = {}, gone = {} }
  counter.generation, counter.began = '', now
  counter.current = math.floor(now * per_window / window)
  counter.leaves = function(slot)
    return math.ceil((slot + kept) * window / per_window) - now
  end

  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    if fields[i] == 'g' then
      counter.generation = fields[i + 1]
    elseif fields[i] == 't' then
      counter.began = tonumber(fields[i + 1])
    else
      local slot = tonumber(fields[i])
      counter.slots[#counter.slots + 1] = slot
      counter.counts[slot] = tonumber(fields[i + 1])
      -- A clock that was set back changes nothing.
      counter.current = math.max(counter.current, slot)
    end
  end

  if counter.generation == '' then
    return counter
  end
  counter.state = (believed == '' or believed == counter.generation) and 1 or 2

  local live = {}
  for _, slot in ipairs(counter.slots) do
    if slot <= counter.current - kept then
      counter.gone[#counter.gone + 1] = text(slot)
    else
      live[#live + 1] = slot
      counter.used = counter.used + counter.counts[slot]
    end
  end
  table.sort(live)
  counter.slots = live
  return counter
end

local function charge(counter)
  redis.call('HINCRBY', counter.key, text(counter.current), 1)
  if #counter.gone > 0 then
    redis.call('HDEL', counter.key, unpack(counter.gone))
  end
  redis.call('PEXPIRE', counter.key, text(counter.memory))
  if not counter.counts[counter.current] then
    counter.slots[#counter.slots + 1] = counter.current
    counter.counts[counter.current] = 0
  end
  counter.counts[counter.current] = counter.counts[counter.current] + 1
  counter.used = counter.used + 1
end

local function retry_after(counter)
  local left = counter.used
  for _, slot in ipairs(counter.slots) do
    left = left - counter.counts[slot]
    if left < counter.limit then
      return counter.leaves(slot)
    end
  end
  return 0
end

local function reset_after(counter)
  for i = #counter.slots, 1, -1 do
    if counter.counts[counter.slots[i]] > 0 then
      return counter.leaves(counter.slots[i])
    end
  end
  return 0
end

local permitted, permits, next_after, full_after =
  take_permit(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1')

local counters, ready, allowed = {}, true, permitted
for i = 2, #KEYS do
  local at = 5 + (i - 2) * 6
  local counter = look(KEYS[i], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]),
    tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5]), ARGV[at + 6])
  counters[#counters + 1] = counter
  ready = ready and counter.state == 1
  allowed = allowed and counter.used < counter.limit
end

local verdict = allowed and 1 or 0
if permitted and not ready then
  verdict = 2
end

local answer = { verdict, now, permits, next_after, full_after, wall }
for _, counter in ipairs(counters) do
  local wait = 0
  if verdict == 1 then
    charge(counter)
  else
    wait = counter.used >= counter.limit and retry_after(counter) or 0
  end
  local rest = { counter.state, math.max(0, counter.limit - counter.used), wait, reset_after(counter),
    counter.current, counter.generation, now - counter.began }
  for _, value in ipairs(rest) do
    answer[#answer + 1] = value
  end
end
return answer
