/// The relation of width to height.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    width: u32,
    height: u32,
}

/// The shapes that pictures are cut to, beside the one that they have.
const SHAPES: [Shape; 13] = [
    Shape { width: 3, height: 1 },
    Shape { width: 2, height: 1 },
    Shape { width: 16, height: 9 },
    Shape { width: 3, height: 2 },
    Shape { width: 4, height: 3 },
    Shape { width: 5, height: 4 },
    Shape { width: 1, height: 1 },
    Shape { width: 4, height: 5 },
    Shape { width: 3, height: 4 },
    Shape { width: 2, height: 3 },
    Shape { width: 9, height: 16 },
    Shape { width: 1, height: 2 },
    Shape { width: 1, height: 3 },
];

impl Shape {
    /// The shape of something so wide and high; what has no size counts as one pixel.
    pub(super) fn of(width: u32, height: u32) -> Self {
        Self { width: width.max(1), height: height.max(1) }
    }

    /// The one of these names that pictures are cut to: `16x9`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        SHAPES.into_iter().find(|shape| shape.name() == name)
    }

    pub(super) fn name(self) -> String {
        format!("{}x{}", self.width, self.height)
    }

    /// Width by height.
    pub fn ratio(self) -> f64 {
        f64::from(self.width) / f64::from(self.height)
    }

    /// The shape nearest to this one among those that pictures are cut to and the natural one, which is preferred where
    /// both are as near.
    pub(super) fn nearest(self, natural: Self) -> Self {
        // As far from half as from double.
        let distance = |other: Self| (other.ratio() / self.ratio()).ln().abs();
        let nearer = |one: &Self, other: &Self| distance(*one).total_cmp(&distance(*other));
        [natural].into_iter().chain(SHAPES).min_by(nearer).unwrap_or(natural)
    }

    /// The least width at which it is so high.
    pub(super) fn width_for(self, height: u32) -> u32 {
        let width = (u64::from(height) * u64::from(self.width)).div_ceil(u64::from(self.height));
        u32::try_from(width).unwrap_or(u32::MAX)
    }

    /// The height that belongs to a width, at least one pixel.
    pub(super) fn height_for(self, width: u32) -> u32 {
        let twice = 2 * u64::from(width) * u64::from(self.height) / u64::from(self.width);
        u32::try_from(twice.div_ceil(2)).unwrap_or(u32::MAX).max(1)
    }

    /// The width of the largest one that has room in so many pixels.
    pub(super) fn widest_in(self, width: u32, height: u32) -> u32 {
        let by_height = u64::from(height) * u64::from(self.width) / u64::from(self.height);
        width.min(u32::try_from(by_height).unwrap_or(u32::MAX)).max(1)
    }
}

/// Shapes are equal when one is the other enlarged.
impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        let product = |one: u32, other: u32| u64::from(one) * u64::from(other);
        product(self.width, other.height) == product(other.width, self.height)
    }
}

impl Eq for Shape {}
