# The operators that DJL does not offer, in TorchScript. Operators.java documents each.
# Written as LibTorch stores scripts: no import, no default argument, indents of two spaces.

# Reductions

def mean(x: Tensor, dims: List[int], keep: bool) -> Tensor:
  return torch.mean(x, dims, keep)

def maximum(x: Tensor, dims: List[int], keep: bool) -> Tensor:
  return torch.amax(x, dims, keep)

def variance(x: Tensor, dims: List[int], keep: bool) -> Tensor:
  return torch.var(x, dims, False, keep)

# Losses

def total_variation(x: Tensor, height: int, width: int) -> Tensor:
  pixels = torch.reshape(x, [height, width, -1])
  down = torch.slice(pixels, 0, 1, height, 1) - torch.slice(pixels, 0, 0, height - 1, 1)
  across = torch.slice(pixels, 1, 1, width, 1) - torch.slice(pixels, 1, 0, width - 1, 1)
  return (torch.sum(torch.abs(down)) + torch.sum(torch.abs(across))) / (height * width)

# One pass along each axis; the channels come first, as single pictures.

def blur(x: Tensor, height: int, width: int, deviation: float, reach: int) -> Tensor:
  places = torch.arange(-reach, reach + 1, dtype=ops.prim.dtype(x), device=x.device)
  shares = torch.exp(torch.square(places) / (-2. * deviation * deviation))
  kernel = shares / torch.sum(shares)
  pixels = torch.unsqueeze(torch.permute(torch.reshape(x, [height, width, -1]), [2, 0, 1]), 1)
  mirrored = torch.reflection_pad2d(pixels, [reach, reach, reach, reach])
  down = torch.conv2d(mirrored, torch.view(kernel, [1, 1, -1, 1]), None, [1, 1], [0, 0], [1, 1], 1)
  across = torch.conv2d(down, torch.view(kernel, [1, 1, 1, -1]), None, [1, 1], [0, 0], [1, 1], 1)
  return torch.reshape(torch.permute(torch.squeeze(across, 1), [1, 2, 0]), torch.size(x))

def squares(x: Tensor, target: Tensor, divisor: float) -> Tensor:
  return torch.sum(torch.square(x - target)) / divisor

def divisor(variance: Tensor, least: float) -> Tensor:
  return torch.masked_fill(variance, torch.lt(variance, least), 1.)

def relative_squares(x: Tensor, target: Tensor, least: float) -> Tensor:
  return torch.mse_loss(x, target) / self.divisor(torch.var(target, False), least)

# Layers

def conv_transpose2d(x: Tensor, weight: Tensor, stride: List[int], padding: List[int], output_padding: List[int], dilation: List[int], groups: int) -> Tensor:
  return torch.conv_transpose2d(x, weight, None, stride, padding, output_padding, groups, dilation)

def conv_transpose2d_biased(x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], padding: List[int], output_padding: List[int], dilation: List[int], groups: int) -> Tensor:
  return torch.conv_transpose2d(x, weight, bias, stride, padding, output_padding, groups, dilation)

# A CPU finds the largest of many channels side by side; the order in memory (2: channels last) stays for what follows.

def max_pool2d(x: Tensor, size: int, stride: int, padding: int) -> Tensor:
  if x.is_cuda or torch.size(x, 1) < 8:
    return torch.max_pool2d(x, [size, size], [stride, stride], [padding, padding], [1, 1], False)
  side_by_side = torch.contiguous(x, memory_format=2)
  return torch.max_pool2d(side_by_side, [size, size], [stride, stride], [padding, padding], [1, 1], False)

def adaptive_average_pool2d(x: Tensor, size: List[int]) -> Tensor:
  return torch.adaptive_avg_pool2d(x, size)

# Each of a layer's four weights becomes a part of the memory that comes back.

def pack_recurrent(weights: List[Tensor], mode: int, inputs: int, units: int, layers: int) -> Tensor:
  return torch._cudnn_rnn_flatten_weight(weights, 4, inputs, mode, units, 0, layers, True, False)

# Products of bfloat16 copies (type 15); a bias is added in 32 bits.

def linear_bf16(x: Tensor, weight: Tensor) -> Tensor:
  return torch.to(torch.linear(torch.to(x, 15), torch.to(weight, 15)), ops.prim.dtype(weight))

def linear_bf16_biased(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.linear(torch.to(x, 15), torch.to(weight, 15)) + bias

def conv2d_product_bf16(x: Tensor, weight: Tensor, stride: int, padding: int, dilation: int, groups: int) -> Tensor:
  return torch.conv2d(torch.to(x, 15), torch.to(weight, 15), None, [stride, stride], [padding, padding], [dilation, dilation], groups)

def conv2d_bf16(x: Tensor, weight: Tensor, stride: int, padding: int, dilation: int, groups: int) -> Tensor:
  return torch.to(self.conv2d_product_bf16(x, weight, stride, padding, dilation, groups), ops.prim.dtype(weight))

def conv2d_bf16_biased(x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, dilation: int, groups: int) -> Tensor:
  return self.conv2d_product_bf16(x, weight, stride, padding, dilation, groups) + torch.view(bias, [-1, 1, 1])

# Dropout: the numbers of SplitMix64 after the key, 32 bits to an element.

def dropout_bits(count: int, key: int, like: Tensor) -> Tensor:
  z = torch.arange(1, (count + 1) // 2 + 1, dtype=4, device=like.device)
  torch.add_(torch.mul_(z, -7046029254386353131), key)
  z = (z ^ ((z >> 30) & 17179869183)) * -4658895280553007687
  z = (z ^ ((z >> 27) & 137438953471)) * -7723592293110705685
  z = z ^ ((z >> 31) & 8589934591)
  halves = torch.stack([torch.to(z, 3), torch.to(z >> 32, 3)], 1)
  return torch.slice(torch.flatten(halves), 0, 0, count, 1)

def dropout_mask(like: Tensor, key: int, rate: float) -> Tensor:
  threshold = int(rate * 4294967296.)
  bits = self.dropout_bits(torch.numel(like), key, like)
  kept = torch.ge(bits, threshold - 2147483648)
  scale = 4294967296. / float(4294967296 - threshold)
  return torch.mul(torch.view(kept, torch.size(like)), torch.scalar_tensor(scale, dtype=ops.prim.dtype(like), device=like.device))

def dropout(x: Tensor, key: int, rate: float) -> Tensor:
  return x * self.dropout_mask(torch.detach(x), key, rate)

def noise(like: Tensor, key: int, dims: List[int]) -> Tensor:
  count = 1
  for size in dims:
    count = count * size
  bits = self.dropout_bits(count, key, like)
  even = (torch.to(bits, 7) + 2147483648.) / 4294967296.
  return torch.view(even, dims)

# Linear algebra

def cholesky(matrix: Tensor) -> Tensor:
  return torch.linalg_cholesky(matrix)

def cholesky_solve(right: Tensor, factor: Tensor) -> Tensor:
  return torch.cholesky_solve(right, factor)

def least_squares(matrix: Tensor, right: Tensor) -> Tensor:
  solution, residuals, rank, values = torch.linalg_lstsq(matrix, right, None, driver=None)
  return solution

def eigenvalues(matrix: Tensor) -> Tensor:
  return torch.linalg_eigvalsh(matrix)

# Looking at values

def is_recorded(x: Tensor) -> Tensor:
  return torch.tensor(ops.prim.requires_grad(x))

def is_finite(x: Tensor) -> Tensor:
  return torch.all(torch.isfinite(x))

def are_equal(arrays: List[Tensor], others: List[Tensor]) -> Tensor:
  same = True
  for i in range(len(arrays)):
    same = same and torch.equal(arrays[i], others[i])
  return torch.tensor(same)

# In place, without gradients

def copy(targets: List[Tensor], sources: List[Tensor]) -> None:
  torch._foreach_copy_(targets, sources)

def approach(averages: List[Tensor], values: List[Tensor], share: float) -> None:
  torch._foreach_lerp_(averages, values, share)

def gradients(parameters: List[Tensor]) -> List[Tensor]:
  return [p.grad for p in parameters]

def clip_(arrays: List[Tensor], norm: float) -> None:
  total = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(arrays)))
  torch._foreach_mul_(arrays, torch.clamp(norm / (total + 1e-6), max=1.))

# Optimizers: one call a step, and the gradients are 0 after it.

def ready(parameters: List[Tensor], steps: List[Tensor], clip: float) -> List[Tensor]:
  torch.add_(steps[0], 1)
  out = self.gradients(parameters)
  if clip > 0.:
    self.clip_(out, clip)
  return out

def sgd(parameters: List[Tensor], steps: List[Tensor], velocities: List[Tensor], momentum: float, nesterov: bool, decay: float, rate: float, clip: float) -> None:
  grads = self.ready(parameters, steps, clip)
  torch._fused_sgd_(parameters, grads, velocities, weight_decay=decay, momentum=momentum, lr=rate, dampening=0., nesterov=nesterov, maximize=False, is_first_step=False)
  torch._foreach_zero_(grads)

def adam(parameters: List[Tensor], steps: List[Tensor], means: List[Tensor], squares: List[Tensor], beta1: float, beta2: float, epsilon: float, decay: float, rate: float, clip: float) -> None:
  grads = self.ready(parameters, steps, clip)
  torch._fused_adam_(parameters, grads, means, squares, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
  torch._foreach_zero_(grads)

def adamw(parameters: List[Tensor], steps: List[Tensor], means: List[Tensor], squares: List[Tensor], beta1: float, beta2: float, epsilon: float, decay: float, rate: float, clip: float) -> None:
  grads = self.ready(parameters, steps, clip)
  torch._fused_adamw_(parameters, grads, means, squares, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
  torch._foreach_zero_(grads)

def rmsprop(parameters: List[Tensor], steps: List[Tensor], squares: List[Tensor], velocities: List[Tensor], alpha: float, epsilon: float, momentum: float, decay: float, rate: float, clip: float) -> None:
  grads = self.ready(parameters, steps, clip)
  if decay > 0.:
    torch._foreach_add_(grads, parameters, alpha=decay)
  torch._foreach_mul_(squares, alpha)
  torch._foreach_addcmul_(squares, grads, grads, 1. - alpha)
  roots = torch._foreach_sqrt(squares)
  torch._foreach_add_(roots, epsilon)
  if momentum > 0.:
    torch._foreach_mul_(velocities, momentum)
    torch._foreach_addcdiv_(velocities, grads, roots, 1.)
    torch._foreach_add_(parameters, velocities, alpha=-rate)
  else:
    torch._foreach_addcdiv_(parameters, grads, roots, -rate)
  torch._foreach_zero_(grads)
