-- Rotating refresh: each token is presented once, by whichever connection is free next, and its successor takes its place.

local tokens = {}
local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    refreshed, other = 0, 0
    token_path, form = arguments[1], arguments[2]
    headers = { ["Authorization"] = arguments[3], ["Content-Type"] = "application/x-www-form-urlencoded" }
    for line in io.lines(arguments[4]) do tokens[#tokens + 1] = line end
end

function request()
    local token = table.remove(tokens, 1) or "none-is-left"
    return wrk.format("POST", token_path, headers, form .. token)
end

function response(status, _, body)
    local successor = status == 200 and body:match('"refresh_token":"([^"]+)"')
    if successor then
        refreshed = refreshed + 1
        tokens[#tokens + 1] = successor
    else
        other = other + 1
    end
end

function done(summary, latency)
    local total, refused = 0, 0
    for _, thread in ipairs(threads) do
        total = total + thread:get("refreshed")
        refused = refused + thread:get("other")
    end
    io.write(string.format("RESULT %d %d %d %.0f %.0f\n", total, refused + summary.errors.connect + summary.errors.read + summary.errors.timeout,
        summary.duration, latency:percentile(50), latency:percentile(99)))
end
