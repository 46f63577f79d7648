"""Prints predictions, targets and what scikit-learn says of them, or else numpy by the definition."""
import sys
import warnings

try:
    import numpy as np
    from sklearn import metrics as m
    from sklearn.utils.class_weight import compute_sample_weight
except ImportError:
    sys.exit(77)

warnings.simplefilter('ignore')
out = open(sys.argv[1] + '/measures', 'w')
AVERAGES = {'macro': '', 'micro': 'micro', 'weighted': 'weighted'}


def write(kind, predictions, targets, values, w=None):
    print('case', kind, predictions.shape[1], file=out)
    print(*predictions.ravel().tolist(), file=out)
    print(*targets.ravel().tolist(), file=out)
    print(*([] if w is None else w.tolist()), file=out)
    for name, value in values.items():
        print(name, float(value), file=out)
    print('end', file=out)


def averaged(name, average):
    prefix = AVERAGES[average]
    return prefix + name[0].upper() + name[1:] if prefix else name


def by_class(of, width, y, p, w):
    """The second class of two, or the mean over the classes that are there, each against the rest."""
    found = []
    for c in ([1] if width == 2 else range(width)):
        there = y == c
        if there.any() and (not there.all() or of is m.average_precision_score):
            found.append(of(there, p[:, c], sample_weight=w))
    return np.mean(found) if found else np.nan


def calibration(p, y, w):
    said, sure = p.argmax(1), p.max(1)
    error = 0
    for b in range(15):
        inside = (sure > b / 15) & (sure <= (b + 1) / 15)
        if inside.any():
            each = w[inside]
            error += each.sum() / w.sum() * abs(np.average((said == y)[inside], weights=each) - np.average(sure[inside], weights=each))
    return error


def top3(s, y, w):
    own = s[np.arange(len(y)), y]
    return np.average((s >= own[:, None]).sum(1) - 1 < 3, weights=w)


def classes(kind, s, y, w=None):
    if w is None:
        classes(kind, s, y, np.ones(len(y)))
        classes(kind, s, y, .1 + np.random.default_rng(len(y)).random(len(y)))
        return
    width = s.shape[1]
    p = s
    if kind == 'logits':
        e = np.exp(s - s.max(1, keepdims=True))
        p = e / e.sum(1, keepdims=True)
    said = s.argmax(1)
    by = {'sample_weight': w}
    v = {'accuracy': m.accuracy_score(y, said, **by),
         'balancedAccuracy': m.balanced_accuracy_score(y, said, **by),
         'kappa': m.cohen_kappa_score(y, said, **by),
         'meanIou': m.jaccard_score(y, said, average='macro', zero_division=0, **by),
         'auc': by_class(m.roc_auc_score, width, y, p, w),
         'averagePrecision': by_class(m.average_precision_score, width, y, p, w)}
    for a in AVERAGES:
        v[averaged('precision', a)] = m.precision_score(y, said, average=a, zero_division=0, **by)
        v[averaged('recall', a)] = m.recall_score(y, said, average=a, zero_division=0, **by)
        v['macroF1' if a == 'macro' else averaged('f1', a)] = m.f1_score(y, said, average=a, zero_division=0, **by)
    if width > 3:
        v['top3'] = top3(s, y, w)
        if all(len(set(row)) == width for row in s.tolist()):
            assert abs(v['top3'] - m.top_k_accuracy_score(y, s, k=3, labels=range(width), **by)) < 1e-12
    if kind == 'logits':
        v['logLoss'] = v['loss'] = m.log_loss(y, p, labels=range(width), eps=1e-300, **by)
        v['calibrationError'] = calibration(p, y, w)
        if width > 2 and len(set(y)) == width and (w == 1).all():
            assert abs(v['auc'] - m.roc_auc_score(y, p, multi_class='ovr')) < 1e-12
    else:
        v['loss'] = np.average(np.square(s - np.eye(width)[y]).sum(1) / 2, weights=w)
    write(kind, s, y, v, None if (w == 1).all() else w)


def values(p, t, counts=False, w=None):
    if w is None:
        values(p, t, counts, np.ones(len(t)))
        values(p, t, counts, .1 + np.random.default_rng(len(t)).random(len(t)))
        return
    by = {'sample_weight': w}
    squares = m.mean_squared_error(t, p, multioutput='raw_values', **by)
    mean = np.average(np.square(t - p).mean(1), weights=w)
    v = {'mse': m.mean_squared_error(t, p, **by), 'mae': m.mean_absolute_error(t, p, **by),
         'rmse': m.mean_squared_error(t, p, squared=False, **by), 'loss': mean,
         'r2': m.r2_score(t, p, multioutput='variance_weighted', **by),
         'rse': (w[:, None] * np.square(t - p)).sum() / (w[:, None] * np.square(t)).sum(), 'psnr': 10 * np.log10(1 / mean)}
    for j in range(p.shape[1]):
        v['mae[%d]' % j] = m.mean_absolute_error(t[:, j], p[:, j], **by)
        v['rmse[%d]' % j] = np.sqrt(squares[j])
        v['r2[%d]' % j] = m.r2_score(t[:, j], p[:, j], **by)
    if counts:
        v['poissonDeviance'] = m.mean_poisson_deviance(t.ravel(), p.ravel(), sample_weight=np.repeat(w, p.shape[1]))
    write('values', p, t, v, None if (w == 1).all() else w)


def labels(p, t):
    for w in (np.ones(len(t)), .1 + np.random.default_rng(len(t)).random(len(t))):
        v = {}
        by = {'sample_weight': w}
        for at in (0.5, 0.25):
            said = p >= at
            v['hammingLoss@%s' % at] = m.hamming_loss(t, said, **by)
            v['subsetAccuracy@%s' % at] = m.accuracy_score(t, said, **by)
            for a in AVERAGES:
                v['%s@%s' % (averaged('labelF1', a), at)] = m.f1_score(t, said, average=a, zero_division=0, **by)
        write('values', p, t.astype(float), v, None if (w == 1).all() else w)


for seed in range(5):
    r = np.random.default_rng(seed)
    for width in (2, 3, 5, 8):
        for n in (17, 230):
            s = 2 * r.standard_normal((n, width))
            y = r.integers(0, width, n)
            y[:width] = np.arange(width)
            classes('logits', s, y)
            classes('scores', r.random((n, width)), y)
            # Ties between rows, which are equal, and within them; of sums of exponentials others are by chance.
            ties = s[r.integers(0, n // 3, n)]
            ties[::2, 1] = ties[::2, 0]
            classes('logits', ties, y)
            classes('scores', np.round(8 * r.random((n, width))) / 8, y)
            # Rare and absent classes: the first seldom, the last never there, nor said by some.
            rare = np.where(r.random(n) < .9, width // 2, y)
            rare[rare == width - 1] = 0
            rare[0] = 0
            classes('logits', s, rare)
            s[:, -1] = -30
            classes('logits', s, rare)
    classes('logits', r.standard_normal((9, 3)), np.full(9, 1))
    classes('logits', 40 * r.standard_normal((60, 4)), r.integers(0, 4, 60))
    for width in (1, 2, 5):
        for n in (3, 180):
            t = r.standard_normal((n, width)) * 30 + 1e4 * r.standard_normal(width)
            values(t + r.standard_normal((n, width)), t)
            whole = np.round(2 * r.standard_normal((2, n, width)))
            whole[1, 0] = whole[1].max(0) + 1
            values(*whole)
            counts = r.poisson(2, (n, width)).astype(float)
            counts[0] = counts.max(0) + 1
            values(r.random((n, width)) * 4 + .01, counts, True)
        labels(np.round(r.random((90, max(2, width))), 2), r.random((90, max(2, width))) < .3)
        labels(r.random((40, max(2, width))), np.zeros((40, max(2, width)), bool))

# The share of each row in balanced sampling.
y = np.random.default_rng(9).choice(6, 700, p=[.6, .25, .1, .03, .015, .005])
y[y == 2] = 0
write('shares', compute_sample_weight('balanced', y)[:, None] / len(y), y, {})
out.close()
