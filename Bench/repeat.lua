-- Sends lines of a file in turn: `METHOD<TAB>PATH<TAB>BODY<TAB>Header: value|Header: value`; counts answers of 200 alone.

local threads, requests = {}, {}

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    answered, other, position = 0, 0, 0
    for line in io.lines(arguments[1]) do
        local method, path, body, list = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
        local headers = {}
        for name, value in list:gmatch("([^:|]+): ([^|]+)") do headers[name] = value end
        requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end

function response(status)
    if status == 200 then answered = answered + 1 else other = other + 1 end
end

function done(summary, latency)
    local total, refused = 0, 0
    for _, thread in ipairs(threads) do
        total = total + thread:get("answered")
        refused = refused + thread:get("other")
    end
    io.write(string.format("RESULT %d %d %d %.0f %.0f\n", total, refused + summary.errors.connect + summary.errors.read + summary.errors.timeout,
        summary.duration, latency:percentile(50), latency:percentile(99)))
end
