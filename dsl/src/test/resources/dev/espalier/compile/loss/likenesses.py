"""Values of likenesses, computed from the papers' formulas by loops in plain numpy.

Written apart from the Java texts, so that one mistake is not in both. Makes likenesses.csv beside it:

    python3 likenesses.py > likenesses.csv
"""
import math

import numpy as np


def wave(shape, shift):
    """The inputs, which the Java test makes in the same way."""
    count = int(np.prod(shape))
    return np.array([math.sin(1.7 * i + shift) + 0.3 * shift for i in range(count)]).reshape(shape)


def flat(x):
    return x.reshape(len(x), -1)


def softmax(row):
    e = [math.exp(v - max(row)) for v in row]
    return np.array(e) / sum(e)


def length(v):
    return math.sqrt(sum(float(a) * float(a) for a in np.ravel(v)))


def kl(t, p):
    return sum(a * math.log(a / b) for a, b in zip(t, p) if a > 0)


def pearson(x, y):
    return cosine(x - np.mean(x), y - np.mean(y))


def cosine(x, y):
    return float(np.dot(x, y)) / (length(x) * length(y))


def huber(d):
    return 0.5 * d * d if abs(d) < 1 else abs(d) - 0.5


def soft_targets(p, t, temperature):
    return temperature**2 * np.mean([kl(softmax(b / temperature), softmax(a / temperature)) for a, b in zip(p, t)])


def standardized(p, t, temperature):
    def z(row):
        return (row - row.mean()) / math.sqrt(np.mean((row - row.mean()) ** 2))

    return soft_targets(np.array([z(r) for r in p]), np.array([z(r) for r in t]), temperature)


def class_relations(p, t, between, within, temperature):
    a = np.array([softmax(r / temperature) for r in p])
    b = np.array([softmax(r / temperature) for r in t])
    rows = np.mean([pearson(x, y) for x, y in zip(a, b)])
    columns = np.mean([pearson(x, y) for x, y in zip(a.T, b.T)])
    return temperature**2 * (between * (1 - rows) + within * (1 - columns))


def gramian_direction(p, t, tikhonov):
    n = len(p)
    d = np.array([[cosine(p[i], p[j]) - cosine(t[i], t[j]) for j in range(n)] for i in range(n)])
    s = np.cov(d.T) + tikhonov * np.eye(n)
    return np.mean([math.sqrt(r @ np.linalg.inv(s) @ r) for r in d])


def probabilistic_transfer(p, t):
    p, t = flat(p), flat(t)
    n = len(p)

    def neighbours(x, i):
        k = [0 if i == j else (cosine(x[i], x[j]) + 1) / 2 for j in range(n)]
        return np.array(k) / sum(k)

    return sum(kl(neighbours(t, i), neighbours(p, i)) for i in range(n)) / n**2


def relational_distance(p, t):
    p, t = flat(p), flat(t)
    n = len(p)

    def distances(x):
        d = np.array([[length(x[i] - x[j]) for j in range(n)] for i in range(n)])
        return d / (d.sum() / (n * (n - 1)))

    a, b = distances(p), distances(t)
    return sum(huber(a[i, j] - b[i, j]) for i in range(n) for j in range(n)) / n**2


def relational_angle(p, t):
    p, t = flat(p), flat(t)
    n = len(p)

    def angle(x, i, j, k):
        return 0 if i == j or k == j else cosine(x[i] - x[j], x[k] - x[j])

    return sum(huber(angle(p, i, j, k) - angle(t, i, j, k)) for i in range(n) for j in range(n) for k in range(n)) / n**3


def rows_of_one(g):
    return np.array([r / length(r) for r in g])


def similarity_preserving(p, t):
    p, t = flat(p), flat(t)
    d = rows_of_one(p @ p.T) - rows_of_one(t @ t.T)
    return length(d) ** 2 / len(p) ** 2


def bilinear_congruence(p, t):
    p, t = flat(p), flat(t)
    return length(p @ p.T - t @ t.T) ** 2 / len(p) ** 2


def gaussian_congruence(p, t, gamma, order):
    p, t = rows_of_one(flat(p)), rows_of_one(flat(t))

    def kernel(x, y):
        s = float(np.dot(x, y))
        return math.exp(-2 * gamma) * sum((2 * gamma * s) ** k / math.factorial(k) for k in range(order + 1))

    n = len(p)
    return sum((kernel(p[i], p[j]) - kernel(t[i], t[j])) ** 2 for i in range(n) for j in range(n)) / n**2


def maps(x):
    q = np.array([sum(c**2 for c in sample) for sample in x])
    return rows_of_one(flat(q))


def attention(p, t):
    return np.mean((maps(p) - maps(t)) ** 2)


def attention_distance(p, t):
    return np.mean([length(a - b) for a, b in zip(maps(p), maps(t))])


def factor_transfer(p, t, order):
    a, b = rows_of_one(flat(p)), rows_of_one(flat(t))
    if order == 1:
        return np.mean(np.abs(a - b))
    return np.mean([length(x - y) for x, y in zip(a, b)])


def knowledge_translation(p, t, norm):
    def unit(r):
        return r / sum(abs(v) ** norm for v in r) ** (1 / norm)

    return np.mean([np.mean(np.abs(unit(a) - unit(b))) for a, b in zip(flat(p), flat(t))])


def activation_boundary(p, t, margin):
    total = 0
    for a, b in zip(np.ravel(p), np.ravel(t)):
        total += max(0, margin - a) ** 2 if b > 0 else max(0, margin + a) ** 2
    return total / len(p)


def channel_similarity(p, t):
    losses = []
    for a, b in zip(p, t):
        a, b = flat(a), flat(b)
        losses.append(length(rows_of_one(a @ a.T) - rows_of_one(b @ b.T)) ** 2 / len(a) ** 2)
    return np.mean(losses)


def affinity(p, t):
    losses = []
    for a, b in zip(p, t):
        pixels = a[0].size
        total = 0
        for x, y in zip(a, b):
            x, y = np.ravel(x) / length(x), np.ravel(y) / length(y)
            total += length(np.outer(x, x) - np.outer(y, y)) / pixels
        losses.append(total)
    return np.mean(losses)


def pooled(x, k):
    """Adaptive average: field i reaches from floor(i h / k) to ceil((i + 1) h / k)."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, k, k))
    for i in range(k):
        for j in range(k):
            rows = slice(i * h // k, -(-(i + 1) * h // k))
            columns = slice(j * w // k, -(-(j + 1) * w // k))
            out[:, :, i, j] = x[:, :, rows, columns].mean((2, 3))
    return out


def hierarchical_context(p, t):
    total, share, shares = np.mean((p - t) ** 2), 1.0, 1.0
    for k in (4, 2, 1):
        if k < p.shape[2]:
            share /= 2
            total += share * np.mean((pooled(p, k) - pooled(t, k)) ** 2)
            shares += share
    return total / shares


def channel_relation(p, t):
    n, _, h, w = p.shape
    return 1 - np.mean([pearson(p[s, :, i, j], t[s, :, i, j]) for s in range(n) for i in range(h) for j in range(w)])


def spatial_relation(p, t):
    a, b = p.sum(1), t.sum(1)
    _, h, w = a.shape
    return 1 - np.mean([pearson(a[:, i, j], b[:, i, j]) for i in range(h) for j in range(w)])


def labels(p):
    return [i % p.shape[-1] for i in range(len(p))]


def decoupled(p, t, target, others, temperature):
    total = 0
    for a, b, label in zip(p, t, labels(p)):
        a, b = softmax(a / temperature), softmax(b / temperature)
        x, y = a[label], b[label]
        total += target * kl([y, 1 - y], [x, 1 - x])
        rest = [j for j in range(len(a)) if j != label]
        total += others * kl(b[rest] / (1 - y), a[rest] / (1 - x))
    return temperature**2 * total / len(p)


def parameter(shape, number):
    """The parameters, by their place from 0."""
    return wave(shape, 0.1 * (number + 1))


def variational_information(p, t):
    channels = p.shape[1]
    v = [math.log(1 + math.exp(a)) + 1e-5 for a in parameter((channels,), 0)]
    total = 0
    for c in range(channels):
        total += sum((b - a) ** 2 / v[c] + math.log(v[c]) for a, b in zip(np.ravel(p[:, c]), np.ravel(t[:, c])))
    return total / p.size / 2


def normalised(x):
    return (x - x.mean(0)) / np.sqrt(((x - x.mean(0)) ** 2).mean(0) + 1e-5)


def prime_aware(p, t):
    p, t = flat(p), flat(t)
    n = p.shape[1]
    weight, bias, gamma, beta = parameter((n, n), 0), parameter((n,), 1), parameter((n,), 2), parameter((n,), 3)
    s = normalised(p @ weight.T + bias) * gamma + beta
    return np.mean((t - p) ** 2 / (np.exp(s) + 1e-6) + s)


def log_sum(p, t, exponent):
    if p.ndim == 4:
        p, t = p.mean((2, 3)), t.mean((2, 3))
    weight = parameter((t.shape[1], p.shape[1]), 0)
    return math.log(np.sum(np.abs(normalised(p @ weight.T) - normalised(t)) ** exponent))


def max_pooled(x, h, w):
    n, c, rows, columns = x.shape
    out = np.zeros((n, c, h, w))
    for i in range(h):
        for j in range(w):
            field = x[:, :, i * rows // h : -(-(i + 1) * rows // h), j * columns // w : -(-(j + 1) * columns // w)]
            out[:, :, i, j] = field.max((2, 3))
    return out


def solution_flow(p, t):
    def flow(x, y):
        h, w = min(x.shape[2], y.shape[2]), min(x.shape[3], y.shape[3])
        x, y = max_pooled(x, h, w), max_pooled(y, h, w)
        return np.array([[[np.sum(a * b) / (h * w) for b in v] for a in u] for u, v in zip(x, y)])

    return np.mean([length(a - b) ** 2 for a, b in zip(flow(*p), flow(*t))])


def convolved(x, weight, bias=None):
    """Of odd sides, with as many zeros around as keep the size."""
    n, _, h, w = x.shape
    k, pad = weight.shape[2], weight.shape[2] // 2
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((n, len(weight), h, w))
    for i in range(h):
        for j in range(w):
            out[:, :, i, j] = np.tensordot(wide[:, :, i : i + k, j : j + k], weight, ([1, 2, 3], [1, 2, 3]))
    return out if bias is None else out + bias[:, None, None]


def channel_normalised(x, gamma, beta):
    mean = x.mean((0, 2, 3), keepdims=True)
    variance = ((x - mean) ** 2).mean((0, 2, 3), keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5) * gamma[:, None, None] + beta[:, None, None]


def knowledge_review(p, t, channels):
    levels, place, maps = len(p), 0, []

    def next_parameter(*shape):
        nonlocal place
        place += 1
        return parameter(shape, place - 1)

    for i in range(levels):
        own = {"reduce": [next_parameter(channels, p[i].shape[1], 1, 1)] + [next_parameter(channels) for _ in "gb"]}
        to = t[i].shape[1]
        own["expand"] = [next_parameter(to, channels, 3, 3)] + [next_parameter(to) for _ in "gb"]
        if i < levels - 1:
            own["attend"] = [next_parameter(2, 2 * channels, 1, 1), next_parameter(2)]
        maps.append(own)
    total, below = 0, None
    for i in reversed(range(levels)):
        weight, gamma, beta = maps[i]["reduce"]
        x = channel_normalised(convolved(p[i], weight), gamma, beta)
        if below is not None:
            h, w = x.shape[2:]
            rows = [r * below.shape[2] // h for r in range(h)]
            columns = [c * below.shape[3] // w for c in range(w)]
            y = below[:, :, rows][:, :, :, columns]
            z = 1 / (1 + np.exp(-convolved(np.concatenate([x, y], 1), *maps[i]["attend"])))
            x = x * z[:, :1] + y * z[:, 1:]
        below = x
        weight, gamma, beta = maps[i]["expand"]
        total += hierarchical_context(channel_normalised(convolved(x, weight), gamma, beta), t[i])
    return total


def contrastive_representation(p, t, size, others, temperature):
    """The value, and what is remembered afterwards times a wave."""
    n, k = len(p), others

    def embed(x, place):
        v = x @ parameter((size, x.shape[1]), place).T + parameter((size,), place + 1)
        return rows_of_one(v)

    v = [embed(p, 0), embed(t, 2)]
    memory = [parameter((n, size), 4), parameter((n, size), 5)]
    noise = np.minimum(np.abs(wave((n, others), 0.6)), 0.999)
    total, scales = 0, []
    for side in (0, 1):
        e = np.zeros((n, k + 1))
        for i in range(n):
            places = [i] + [(i + 1 + int(u * (n - 1))) % n for u in noise[i]]
            e[i] = [math.exp(float(np.dot(memory[1 - side][j], v[side][i])) / temperature) for j in places]
        scales.append(e.mean() * n)
        e = e / scales[side]
        for i in range(n):
            total -= math.log(e[i, 0] / (e[i, 0] + k / n + 1e-7))
            total -= sum(math.log(k / n / (x + k / n + 1e-7)) for x in e[i, 1:])
    value = total / n
    for side in (0, 1):
        value += np.sum(rows_of_one((memory[side] + v[side]) / 2) * wave((n, size), 0.9))
    return value + sum(scale * wave((1,), 0.9)[0] for scale in scales)


def changed(x):
    """Each changed view's cosines with all samples as they are, and the number of its own."""
    n = len(x)
    return [(np.array([cosine(x[i, v], x[j, 0]) for j in range(n)]), i) for i in range(n) for v in (1, 2, 3)]


def best_ranked(rows, share):
    """The rows whose own is largest, and of the others a share, by rank and then in their order."""
    ranks = [sum(1 for x in row if x > row[own]) for row, own in rows]
    right = ranks.count(0)
    order = sorted(range(len(rows)), key=lambda i: ranks[i])
    return order[: right + int((len(rows) - right) * share)]


def divergence(kept, p, t, temperature):
    return temperature**2 * np.mean([kl(softmax(t[i] / temperature), softmax(p[i] / temperature)) for i in kept])


def self_supervision(p, t, temperature, share):
    a, b = changed(p), changed(t)
    return divergence(best_ranked(b, share), [x for x, _ in a], [x for x, _ in b], temperature)


def view_contrast(p, t):
    return -np.mean([math.log(softmax(row)[own]) for row, own in changed(p)])


def transformed_targets(p, t, temperature, share):
    a = [view for sample in p for view in sample[1:]]
    b = [view for sample in t for view in sample[1:]]
    own = [label for label in labels(p) for _ in range(3)]
    return divergence(best_ranked(list(zip(b, own)), share), a, b, temperature)


def main():
    rows, wide = (5, 4), (5, 6)
    pictures, others = (4, 3, 5, 5), (4, 2, 5, 5)
    cases = [
        ("soft targets at 2", soft_targets, rows, rows, (2,)),
        ("soft targets at 4", soft_targets, rows, rows, (4,)),
        ("standardized soft targets at 2", standardized, rows, rows, (2,)),
        ("decoupled soft targets", decoupled, rows, rows, (1, 8, 4)),
        ("decoupled soft targets at 2", decoupled, rows, rows, (2, 0.5, 2)),
        ("variational information", variational_information, pictures, pictures, ()),
        ("variational information of rows", variational_information, rows, rows, ()),
        ("prime aware", prime_aware, rows, rows, ()),
        ("log sum", log_sum, pictures, (4, 2, 3, 3), (4,)),
        ("log sum of rows", log_sum, rows, wide, (1,)),
        ("solution flow", solution_flow, [pictures, (4, 2, 3, 3)], [(4, 3, 4, 4), (4, 2, 2, 2)], ()),
        ("knowledge review", knowledge_review, [pictures, (4, 2, 3, 3)], [others, (4, 5, 3, 3)], (4,)),
        ("knowledge review of one level", knowledge_review, [pictures], [others], (4,)),
        ("contrastive representation", contrastive_representation, rows, wide, (4, 7, 0.5)),
        ("self-supervision", self_supervision, (4, 4, 3), (4, 4, 5), (0.5, 0.75)),
        ("self-supervision of a third", self_supervision, (4, 4, 3), (4, 4, 5), (2, 0.35)),
        ("view contrast", view_contrast, (4, 4, 3), (4, 4, 5), ()),
        ("transformed targets", transformed_targets, (4, 4, 3), (4, 4, 3), (4, 1)),
        ("transformed targets of a third", transformed_targets, (4, 4, 3), (4, 4, 3), (2, 0.35)),
        ("class relations at 1", class_relations, rows, rows, (1, 1, 1)),
        ("class relations at 4", class_relations, rows, rows, (2, 0.5, 4)),
        ("gramian direction", gramian_direction, rows, wide, (0.1,)),
        ("probabilistic transfer", probabilistic_transfer, rows, wide, ()),
        ("relational distance", relational_distance, rows, wide, ()),
        ("relational angle", relational_angle, rows, wide, ()),
        ("similarity preserving", similarity_preserving, pictures, others, ()),
        ("bilinear congruence", bilinear_congruence, rows, wide, ()),
        ("gaussian congruence", gaussian_congruence, rows, wide, (0.4, 2)),
        ("gaussian congruence of order 5", gaussian_congruence, rows, wide, (0.7, 5)),
        ("attention", attention, pictures, others, ()),
        ("attention distance", attention_distance, pictures, others, ()),
        ("factor transfer", factor_transfer, pictures, pictures, (1,)),
        ("factor transfer of order 2", factor_transfer, pictures, pictures, (2,)),
        ("knowledge translation", knowledge_translation, pictures, pictures, (2,)),
        ("knowledge translation of norm 3", knowledge_translation, pictures, pictures, (3,)),
        ("activation boundary", activation_boundary, pictures, pictures, (1,)),
        ("channel similarity", channel_similarity, pictures, (4, 3, 2, 2), ()),
        ("affinity", affinity, pictures, pictures, ()),
        ("hierarchical context", hierarchical_context, pictures, pictures, ()),
        ("hierarchical context of small pictures", hierarchical_context, (2, 3, 2, 2), (2, 3, 2, 2), ()),
        ("channel relation", channel_relation, pictures, pictures, ()),
        ("spatial relation", spatial_relation, pictures, others, ()),
    ]
    print("case,learner,guide,value")
    for name, function, learner, guide, settings in cases:
        value = function(waves(learner, 0.7), waves(guide, -1.3), *settings)
        print("%s,%s,%s,%.17g" % (name, text(learner), text(guide), value))


def waves(shapes, shift):
    if isinstance(shapes, list):
        return [wave(shape, shift + i) for i, shape in enumerate(shapes)]
    return wave(shapes, shift)


def text(shapes):
    return " ".join("x".join(map(str, shape)) for shape in (shapes if isinstance(shapes, list) else [shapes]))


if __name__ == "__main__":
    main()
