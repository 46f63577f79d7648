# Linear maps: samples are flat rows. A is (outputs, inputs); wide says that outputs <= inputs.

def rows_norm(x: Tensor) -> Tensor:
  flat = torch.flatten(x, 1)
  return torch.sqrt(torch.sum(flat * flat, [1]))

def column(flags: Tensor, like: Tensor) -> Tensor:
  shape = [torch.size(like, 0)]
  for i in range(torch.dim(like) - 1):
    shape.append(1)
  return torch.view(flags, shape)

# Rows that are finite, no larger than a bound, and not too far from where they were.

def sound(x: Tensor, x0: Tensor) -> Tensor:
  flat = torch.flatten(x, 1)
  finite = torch.all(torch.isfinite(flat), 1)
  largest = torch.amax(torch.abs(flat), [1])
  bound = torch.clamp(torch.amax(torch.abs(torch.flatten(x0, 1)), [1]), 1e3, None)
  radius = 100. * torch.clamp(self.rows_norm(x0), 1., None)
  near = torch.le(self.rows_norm(x - x0), radius)
  return torch.logical_and(finite, torch.logical_and(torch.le(largest, bound), near))

def choose(flags: Tensor, x: Tensor, other: Tensor) -> Tensor:
  return torch.where(self.column(flags, x), x, other)

def false_rows(flags: Tensor) -> Tensor:
  return torch.sum(torch.to(torch.logical_not(flags), 7))

# A sample may be several rows, which are flagged one by one.

def false_samples(flags: Tensor, samples: int) -> Tensor:
  return self.false_rows(torch.all(torch.view(flags, [samples, -1]), 1))

def places_of_false(flags: Tensor) -> Tensor:
  return torch.squeeze(torch.nonzero(torch.logical_not(flags)), 1)

def pick(x: Tensor, places: Tensor) -> Tensor:
  return torch.index_select(x, 0, places)

def put(x: Tensor, places: Tensor, rows: Tensor) -> Tensor:
  return torch.index_copy(x, 0, places, rows)

# gap is A x - y of the solution, slope A^T gap where there are more equations than unknowns.

def backward_error(gap: Tensor, x: Tensor, y: Tensor, norm: float) -> Tensor:
  return self.rows_norm(gap) / (norm * self.rows_norm(x) + self.rows_norm(y) + 1e-300)

def slope_error(slope: Tensor, x: Tensor, y: Tensor, norm: float) -> Tensor:
  return self.rows_norm(slope) / (norm * (norm * self.rows_norm(x) + self.rows_norm(y)) + 1e-300)

def gram(a: Tensor, wide: bool) -> Tensor:
  if wide:
    out = torch.matmul(a, torch.t(a))
  else:
    out = torch.matmul(torch.t(a), a)
  return out

# The lower factor of gram + shift, or an empty array where that is not positive definite.

def factor(gram: Tensor, shift: float) -> Tensor:
  matrix = torch.clone(gram)
  torch.add_(torch.diagonal(matrix), shift)
  out, info = torch.linalg_cholesky_ex(matrix, upper=False, check_errors=False)
  if int(info) > 0:
    out = torch.zeros([0, 0], dtype=7, device=gram.device)
  return out

def solve(r: Tensor, a: Tensor, factor: Tensor, wide: bool) -> Tensor:
  if wide:
    out = torch.matmul(torch.t(torch.cholesky_solve(torch.t(r), factor)), a)
  else:
    out = torch.t(torch.cholesky_solve(torch.t(torch.matmul(r, a)), factor))
  return out

def times(x: Tensor, a: Tensor) -> Tensor:
  return torch.matmul(x, torch.t(a))

def transposed_times(y: Tensor, a: Tensor) -> Tensor:
  return torch.matmul(y, a)

# The factor's smallest pivot in its largest, 0 where there is no factor, and not a number where the map is not finite. The
# smallest singular value is at most as far below the largest.

def least_pivot(gram: Tensor, factor: Tensor) -> Tensor:
  if torch.numel(factor) == 0:
    out = torch.sum(gram) * 0.
  else:
    pivots = torch.diagonal(factor)
    out = torch.amin(pivots, [0]) / torch.amax(pivots, [0])
  return out

def singular(a: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  u, s, v = torch.linalg_svd(a, False, driver=None)
  return (u, s, v)

# By the pseudo-inverse: singular values up to a part of the largest count as 0.

def pseudo_solve(r: Tensor, u: Tensor, s: Tensor, v: Tensor, tolerance: float) -> Tensor:
  counts = torch.gt(s, tolerance * torch.amax(s, [0]))
  inverse = torch.where(counts, 1. / s, torch.zeros_like(s))
  return torch.matmul(torch.matmul(r, u) * inverse, v)

# (gram + ridge) x = right without the directions of which rounding leaves nothing.

def spectral_solve(gram: Tensor, right: Tensor, ridge: float) -> Tensor:
  values, vectors = torch.linalg_eigh(gram, "L")
  counts = torch.gt(values, torch.amax(values, [0]) * (torch.size(gram, 0) * 2.3e-16))
  inverse = torch.where(counts, 1. / (values + ridge), torch.zeros_like(values))
  return torch.matmul(vectors, torch.unsqueeze(inverse, 1) * torch.matmul(torch.t(vectors), right))

# Convolutions. g: input channels, height, width; output channels, height, width; stride, padding,
# dilation, groups; the rows and columns at the far edge that no window reaches.

def conv(x: Tensor, w: Tensor, g: List[int]) -> Tensor:
  image = torch.view(x, [-1, g[0], g[1], g[2]])
  return torch.flatten(torch.conv2d(image, w, None, [g[6], g[6]], [g[7], g[7]], [g[8], g[8]], g[9]), 1)

def conv_adjoint(y: Tensor, w: Tensor, g: List[int]) -> Tensor:
  image = torch.view(y, [-1, g[3], g[4], g[5]])
  return torch.flatten(torch.conv_transpose2d(image, w, None, [g[6], g[6]], [g[7], g[7]], [g[10], g[11]], g[9], [g[8], g[8]]), 1)

def conv_matrix(w: Tensor, g: List[int]) -> Tensor:
  unit = torch.eye(g[0] * g[1] * g[2], dtype=7, device=w.device)
  return torch.contiguous(torch.t(self.conv(unit, w, g)))

def conv_normal(z: Tensor, w: Tensor, g: List[int], wide: bool, shift: float) -> Tensor:
  if wide:
    out = self.conv(self.conv_adjoint(z, w, g), w, g)
  else:
    out = self.conv_adjoint(self.conv(z, w, g), w, g)
  return out + z * shift

# The inverse of the normal equations A A^T on a ring, a small matrix for each frequency, as real pairs:
# (height, half width, groups, k, k, 2). Boundaries make it inexact, so that it only guides.

def ring_inverse(w: Tensor, g: List[int]) -> Tensor:
  height = g[1] + 2 * g[7]
  width = g[2] + 2 * g[7]
  out_channels, in_channels, k, l = torch.size(w)
  span = (k - 1) * g[8] + 1
  kernel = torch.zeros([out_channels, in_channels, span, span], dtype=7, device=w.device)
  torch.copy_(torch.slice(torch.slice(kernel, 2, 0, span, g[8]), 3, 0, span, g[8]), w)
  f = torch.conj(torch.fft_rfft2(kernel, [height, width], [-2, -1], None))
  f = torch.permute(f, [2, 3, 0, 1])
  f = torch.reshape(f, [height, -1, g[9], out_channels // g[9], in_channels])
  gram = torch.matmul(f, torch.conj(torch.transpose(f, -2, -1)))
  size = torch.size(gram, -1)
  trace = torch.mean(torch.real(torch.diagonal(gram, 0, -2, -1)))
  gram = gram + torch.eye(size, dtype=7, device=w.device) * (trace * 1e-3 + 1e-300)
  return torch.contiguous(torch.view_as_real(torch.linalg_inv(gram)))

def guided(z: Tensor, inverse: Tensor, g: List[int]) -> Tensor:
  if torch.numel(inverse) == 0:
    out = z
  else:
    height = g[1] + 2 * g[7]
    width = g[2] + 2 * g[7]
    image = torch.view(z, [-1, g[9], g[3] // g[9], g[4], g[5]])
    f = torch.fft_rfft2(image, [height, width], [-2, -1], None)
    f = torch.einsum("xygij,bgjxy->bgixy", [torch.view_as_complex(inverse), f], path=None)
    back = torch.fft_irfft2(f, [height, width], [-2, -1], None)
    cut = torch.slice(torch.slice(back, 3, 0, g[4], 1), 4, 0, g[5], 1)
    out = torch.flatten(cut, 1)
  return out

# Conjugate gradients, each row with steps of its own; a row rests once it is solved.

def conv_solve(r: Tensor, w: Tensor, inverse: Tensor, g: List[int], wide: bool, shift: float, steps: int, tolerance: float) -> Tensor:
  if wide:
    left = r
  else:
    left = self.conv_adjoint(r, w, g)
  z = torch.zeros_like(left)
  goal = torch.sum(left * left, [1], True) * (tolerance * tolerance)
  s = self.guided(left, inverse, g)
  p = s
  old = torch.sum(left * s, [1], True)
  step = 0
  working = True
  while working:
    q = self.conv_normal(p, w, g, wide, shift)
    curve = torch.sum(p * q, [1], True)
    active = torch.logical_and(torch.gt(torch.sum(left * left, [1], True), goal), torch.gt(curve, 0.))
    length = torch.where(active, old / torch.clamp(curve, 1e-300, None), torch.zeros_like(old))
    z = z + length * p
    left = left - length * q
    s = self.guided(left, inverse, g)
    new = torch.sum(left * s, [1], True)
    p = s + torch.where(active, new / torch.clamp(old, 1e-300, None), torch.zeros_like(old)) * p
    old = new
    step = step + 1
    if step >= steps:
      working = False
    elif step % 8 == 0:
      working = bool(torch.any(active))
  if wide:
    z = self.conv_adjoint(z, w, g)
  return z

# Gauss-Newton. j is (batch, outputs, inputs), r (batch, outputs), damping (batch).

def newton(j: Tensor, r: Tensor, damping: Tensor) -> Tensor:
  jt = torch.transpose(j, 1, 2)
  outputs = torch.size(j, 1)
  inputs = torch.size(j, 2)
  if outputs <= inputs:
    gram = torch.matmul(j, jt)
    right = torch.unsqueeze(r, 2)
  else:
    gram = torch.matmul(jt, j)
    right = torch.matmul(jt, torch.unsqueeze(r, 2))
  size = torch.size(gram, 1)
  scale = torch.mean(torch.diagonal(gram, 0, 1, 2), [1])
  shift = torch.view(damping * scale + 1e-12, [-1, 1, 1])
  gram = gram + torch.eye(size, dtype=7, device=j.device) * shift
  lower, info = torch.linalg_cholesky_ex(gram, upper=False, check_errors=False)
  z = torch.cholesky_solve(right, lower)
  if outputs <= inputs:
    z = torch.matmul(jt, z)
  return torch.squeeze(z, 2)

def shortened(d: Tensor, most: float) -> Tensor:
  size = self.rows_norm(d)
  return d * self.column(torch.clamp(most / (size + 1e-300), None, 1.), d)

# Polyak's length along Adam's direction: as far as the slope says the distance would vanish.

def adam(mean: Tensor, square: Tensor, gradient: Tensor, error: Tensor, step: int) -> Tuple[Tensor, Tensor, Tensor]:
  m = mean * 0.9 + gradient * 0.1
  v = square * 0.999 + gradient * gradient * 0.001
  first = 1. - 0.9 ** step
  second = 1. - 0.999 ** step
  u = m / first / (torch.sqrt(v / second) + 1e-12)
  along = torch.sum(torch.flatten(u * gradient, 1), [1])
  length = torch.where(torch.gt(along, 0.), error * error / torch.clamp(along, 1e-300, None), torch.zeros_like(along))
  return (u * self.column(length, u), m, v)

def copies(x: Tensor, count: int) -> Tensor:
  return torch.repeat_interleave(x, count, 0)

def seeds(residual: Tensor, rows: int) -> Tensor:
  return torch.repeat(torch.eye(torch.size(residual, 1), dtype=7, device=residual.device), [rows, 1])

# Least squares of a layer: each sample's patches as rows with a 1 at the end.

def patches(x: Tensor, kernel: int, w: List[int]) -> Tensor:
  if kernel == 0:
    rows = torch.reshape(x, [-1, torch.size(x, -1)])
  else:
    columns = torch.im2col(x, [kernel, kernel], [w[2], w[2]], [w[1], w[1]], [w[0], w[0]])
    rows = torch.reshape(torch.transpose(columns, 1, 2), [-1, torch.size(columns, 1)])
  return rows

def with_one(rows: Tensor, bias: bool) -> Tensor:
  if bias:
    out = torch.cat([rows, torch.ones([torch.size(rows, 0), 1], dtype=7, device=rows.device)], 1)
  else:
    out = rows
  return out

def pixels(y: Tensor) -> Tensor:
  if torch.dim(y) == 4:
    out = torch.reshape(torch.permute(y, [0, 2, 3, 1]), [-1, torch.size(y, 1)])
  else:
    out = torch.reshape(y, [-1, torch.size(y, -1)])
  return out

def cross(a: Tensor, b: Tensor) -> Tensor:
  return torch.matmul(torch.t(a), b)

def mean_diagonal(a: Tensor) -> Tensor:
  return torch.mean(torch.diagonal(a))
