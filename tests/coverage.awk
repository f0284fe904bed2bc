# Line coverage of src/ from any number of Cobertura files: a line counts as run if any of them ran it.
# Variables: root (of the repository), min (percent), expected (projects that must be in the report), probe (a source file).
# Exit code 1 when the total is below min, a project was not measured, or the probe was not measured as it says of itself.

function attribute(name,    rest) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    rest = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    return rest
}

/<class / { file = attribute("filename") }

/<line / {
    key = file SUBSEP attribute("number")
    if (!(key in hits)) hits[key] = 0
    if (attribute("hits") > 0) hits[key] = 1
}

END {
    for (key in hits) {
        split(key, part, SUBSEP)
        if (index(part[1], root "/src/") != 1) continue
        project = substr(part[1], length(root "/src/") + 1)
        sub(/\/.*/, "", project)
        lines[project]++; run[project] += hits[key]
        linesTotal++; runTotal += hits[key]
    }

    failed = 0
    count = split(expected, projects, " ")
    for (i = 1; i <= count; i++) {
        project = projects[i]
        if (lines[project] == 0) { printf "%-22s no line was measured\n", project; failed = 1; continue }
        printf "%-22s %6.1f %% of %d lines\n", project, 100 * run[project] / lines[project], lines[project]
    }
    percent = linesTotal > 0 ? 100 * runTotal / linesTotal : 0
    printf "%-22s %6.1f %% of %d lines; %d %% are required\n", "src", percent, linesTotal, min
    if (percent < min) failed = 1

    for (number = 1; (getline text < (root "/" probe)) > 0; number++) {
        key = root "/" probe SUBSEP number
        wanted = text ~ /\/\/ never runs$/ ? 0 : text ~ /\/\/ runs$/ ? 1 : -1
        if (wanted < 0) continue
        probed++
        if (!(key in hits) || hits[key] != wanted) { printf "coverage is not to be trusted: %s:%d\n", probe, number; failed = 1 }
    }
    if (probed == 0) { print "coverage is not to be trusted: no probe"; failed = 1 }
    exit failed
}
