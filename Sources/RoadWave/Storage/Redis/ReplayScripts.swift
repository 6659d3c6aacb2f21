/// The scripts of the job stream. `replay:jobs` is the stream, `replay:entries` a hash of live → entry in the stream, so
/// that a job is in it once, and `replay:dead` the stream of the jobs that failed for good.
///
/// See docs/decisions/redis.md, « Jobs of replays ».
enum ReplayScripts {
    static let stream = "replay:jobs"
    static let entries = "replay:entries"
    static let dead = "replay:dead"
    static let group = "workers"
    static let keys = [stream, entries, dead]

    /// For how many milliseconds nobody has given a sign of life of an entry that a job waits for, until it is given anew:
    /// several times the period of those signs.
    static let abandonedAfter = 60_000

    /// Makes the group, if there is none. It begins at 0: it also gets what came before it.
    private static let makingGroup = """
        local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], '\(group)', '0', 'MKSTREAM')
        if made.err and not string.find(made.err, 'BUSYGROUP') then return redis.error_reply(made.err) end
        """

    /// A function that returns the live in the fields of an entry; nil if they name none.
    private static let findingLive = """
        local function live_in(fields)
            for i = 1, #fields - 1, 2 do
                if fields[i] == 'live_id' then return fields[i + 1] end
            end
        end
        """

    /// A function that returns the entry of a live in the stream, or, as a second value, the one that the stream has lost.
    ///
    /// A stream that was deleted may give an entry the number of one that it had in the same millisecond: such an entry of
    /// another live is neither.
    private static let findingEntry = """
        \(findingLive)
        local function entry_of(live)
            local entry = redis.call('HGET', KEYS[2], live)
            if not entry then return nil, nil end
            local found = redis.call('XRANGE', KEYS[1], entry, entry)
            if #found == 0 then return nil, entry end
            if live_in(found[1][2]) == live then return entry, nil end
            return nil, nil
        end
        """

    /// Removes the entry of the live ARGV[1].
    private static let removingEntry = """
        local present, lost = entry_of(ARGV[1])
        local entry = present or lost
        if entry then
            redis.pcall('XACK', KEYS[1], '\(group)', entry)
            redis.call('XDEL', KEYS[1], entry)
        end
        """

    /// Adds jobs that are not in the stream, or that a worker got and gave back while Redis was away.
    static let add = RedisScript(
        """
        \(makingGroup)
        \(findingEntry)
        local added = 0
        for _, live in ipairs(ARGV) do
            -- A stream that was trimmed or deleted has lost the entry.
            local present, lost = entry_of(live)
            local entry = present or lost
            if entry and #redis.pcall(
                'XPENDING', KEYS[1], '\(group)', 'IDLE', '\(abandonedAfter)', entry, entry, 1) > 0 then
                redis.call('XACK', KEYS[1], '\(group)', entry)
                redis.call('XDEL', KEYS[1], entry)
                present = nil
            end
            if not present then
                redis.call('HSET', KEYS[2], live, redis.call('XADD', KEYS[1], '*', 'live_id', live))
                added = added + 1
            end
        end
        return added
        """)

    /// A sign of life: without JUSTID it would count as a delivery.
    ///
    /// If the entry is lost, the worker gets a new one. A group hands entries over in their order only, so the new entry
    /// has to be the first one that no worker has: those that wait are put behind it, in their order.
    static let renew = RedisScript(
        """
        \(findingEntry)
        local entry, lost = entry_of(ARGV[1])
        if entry then return #redis.call('XCLAIM', KEYS[1], '\(group)', ARGV[2], '0', entry, 'JUSTID') end
        \(makingGroup)
        if lost then redis.call('XACK', KEYS[1], '\(group)', lost) end
        local found = redis.call('XREADGROUP', 'GROUP', '\(group)', ARGV[2], 'STREAMS', KEYS[1], '>')
        local waiting = found and found[1][2] or {}
        for _, item in ipairs(waiting) do
            redis.call('XACK', KEYS[1], '\(group)', item[1])
            redis.call('XDEL', KEYS[1], item[1])
        end
        redis.call('HSET', KEYS[2], ARGV[1], redis.call('XADD', KEYS[1], '*', 'live_id', ARGV[1]))
        redis.call('XREADGROUP', 'GROUP', '\(group)', ARGV[2], 'COUNT', '1', 'STREAMS', KEYS[1], '>')
        for _, item in ipairs(waiting) do
            -- An entry that names no live is not put back: it would be removed anyway.
            local live = live_in(item[2])
            if live then
                local moved = redis.call('XADD', KEYS[1], '*', 'live_id', live)
                if redis.call('HGET', KEYS[2], live) == item[1] then redis.call('HSET', KEYS[2], live, moved) end
            end
        end
        return 1
        """)

    /// Puts a job at the end, as an entry that no worker has, in place of the one that there was.
    static let giveBack = RedisScript(
        """
        \(findingEntry)
        \(removingEntry)
        redis.call('HSET', KEYS[2], ARGV[1], redis.call('XADD', KEYS[1], '*', 'live_id', ARGV[1]))
        return 1
        """)

    /// Removes a job; with a reason, it goes to the dead ones.
    static let remove = RedisScript(
        """
        \(findingEntry)
        \(removingEntry)
        redis.call('HDEL', KEYS[2], ARGV[1])
        if ARGV[2] then
            redis.call('XADD', KEYS[3], 'MAXLEN', '~', '1000', '*', 'live_id', ARGV[1], 'reason', ARGV[2])
        end
        return 1
        """)

    /// Returns the entries of the stream, at most ARGV[1], then the pending entries that were trimmed from it. Each
    /// entry is followed by its live, or by an empty text if it names none.
    static let list = RedisScript(
        """
        \(findingLive)
        local found, seen = {}, {}
        for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ARGV[1])) do
            found[#found + 1] = entry[1]
            found[#found + 1] = live_in(entry[2]) or ''
            seen[entry[1]] = true
        end
        local pending = redis.pcall('XPENDING', KEYS[1], '\(group)', '-', '+', ARGV[1])
        if pending.err then return found end
        local lives = {}
        local fields = redis.call('HGETALL', KEYS[2])
        for i = 1, #fields, 2 do lives[fields[i + 1]] = fields[i] end
        for _, entry in ipairs(pending) do
            if not seen[entry[1]] then
                found[#found + 1] = entry[1]
                found[#found + 1] = lives[entry[1]] or ''
            end
        end
        return found
        """)

    /// Removes entries, from the hash as well. The arguments are pairs of an entry and its live.
    static let discard = RedisScript(
        """
        for i = 1, #ARGV, 2 do
            redis.pcall('XACK', KEYS[1], '\(group)', ARGV[i])
            redis.call('XDEL', KEYS[1], ARGV[i])
            if redis.call('HGET', KEYS[2], ARGV[i + 1]) == ARGV[i] then redis.call('HDEL', KEYS[2], ARGV[i + 1]) end
        end
        return 1
        """)

    /// Removes a consumer. Also removes idle consumers: nothing is pending for them, and their last call was more than
    /// ARGV[2] milliseconds ago.
    static let leave = RedisScript(
        """
        local found = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], '\(group)')
        if found.err then return 0 end
        for _, fields in ipairs(found) do
            local consumer = {}
            for i = 1, #fields, 2 do consumer[fields[i]] = fields[i + 1] end
            if consumer['pending'] == 0
                and (consumer['name'] == ARGV[1] or consumer['idle'] > tonumber(ARGV[2])) then
                redis.call('XGROUP', 'DELCONSUMER', KEYS[1], '\(group)', consumer['name'])
            end
        end
        return 1
        """)
}
