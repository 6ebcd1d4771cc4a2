//! The hash tree over the events of one seal, as in RFC 6962: its root stands for all of them, and a handful of hashes proves that one
//! event was among them without showing the others. A leaf is an event's own hash, whose text begins with the byte 0 (see
//! [`super::Recorded::compute_hash`]); a node's begins with the byte 1, so that neither can be passed off as the other.

use ring::digest::{Context, SHA256, digest};

/// A SHA-256.
pub type Hash = [u8; 32];

/// The root over the leaves; for none it is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => fixed(digest(&SHA256, &[]).as_ref()),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node(&root(left), &root(right))
        }
    }
}

/// The hashes that lead from the leaf at `index` (from 0) to the root, nearest first; `None` when there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let mut proof = Vec::new();
    climb(leaves, index, &mut proof);
    Some(proof)
}

fn climb(leaves: &[Hash], index: usize, proof: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let middle = split(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(middle);
    if index < middle {
        climb(left, index, proof);
        proof.push(root(right));
    } else {
        climb(right, index - middle, proof);
        proof.push(root(left));
    }
}

/// The root to which a proof leads from the leaf at `index` of a tree of `size` leaves; `None` when the proof has not the shape that such
/// a leaf's proof must have.
pub fn root_of_proof(leaf: &Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    if size == 1 {
        return proof.is_empty().then_some(*leaf);
    }
    let (sibling, below) = proof.split_last()?;
    let middle = split(size);
    if index < middle {
        Some(node(&root_of_proof(leaf, index, middle, below)?, sibling))
    } else {
        Some(node(sibling, &root_of_proof(leaf, index - middle, size - middle, below)?))
    }
}

/// How many of `size` leaves (two at least) stand under the left child: the largest power of two below `size`.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[1]);
    context.update(left);
    context.update(right);
    fixed(context.finish().as_ref())
}

/// A digest of ring's as an array.
pub(super) fn fixed(digest: &[u8]) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest);
    hash
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(size: usize) -> Vec<Hash> {
        (0..size).map(|n| fixed(digest(&SHA256, &[&[0], &n.to_be_bytes()[..]].concat()).as_ref())).collect()
    }

    /// The definition of RFC 6962, section 2.1, written level by level: pair neighbours, carry an odd one up.
    fn slow_root(mut level: Vec<Hash>) -> Hash {
        while level.len() > 1 {
            level = level.chunks(2).map(|pair| if let [left, right] = pair { node(left, right) } else { pair[0] }).collect();
        }
        level[0]
    }

    #[test]
    fn the_tree_of_rfc_6962s_reference_code_has_its_known_roots() {
        // The test vectors of the reference implementation of RFC 6962: leaf inputs, and the root over the first n of them.
        let inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let hex = data_encoding::HEXLOWER;
        let leaves: Vec<Hash> = inputs
            .iter()
            .map(|input| fixed(digest(&SHA256, &[&[0][..], &hex.decode(input.as_bytes()).unwrap()].concat()).as_ref()))
            .collect();
        for (n, expected) in roots.iter().enumerate() {
            assert_eq!(hex.encode(&root(&leaves[..=n])), *expected, "the first {} leaves", n + 1);
        }
        assert_eq!(hex.encode(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proved() {
        for size in (1..=64).chain([65, 100, 127, 128, 129, 200, 255, 256, 257, 300]) {
            let leaves = leaves(size);
            let root = root(&leaves);
            assert_eq!(root, slow_root(leaves.clone()), "{size}");
            for (index, leaf) in leaves.iter().enumerate() {
                let proof = inclusion_proof(&leaves, index).unwrap();
                assert_eq!(root_of_proof(leaf, index as u64, size as u64, &proof), Some(root), "{index} of {size}");
            }
            assert_eq!(inclusion_proof(&leaves, size), None);
        }
    }

    proptest! {
        #[test]
        fn any_leaf_is_proved(size in 1_usize..=300, at in any::<prop::sample::Index>()) {
            let leaves = leaves(size);
            let index = at.index(size);
            let proof = inclusion_proof(&leaves, index).unwrap();
            prop_assert!(proof.len() <= size.ilog2() as usize + 1);
            prop_assert_eq!(root_of_proof(&leaves[index], index as u64, size as u64, &proof), Some(root(&leaves)));
        }

        #[test]
        fn a_flipped_bit_proves_nothing(size in 1_usize..300, at in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
            let leaves = leaves(size);
            let index = at.index(size);
            let mut proof = inclusion_proof(&leaves, index).unwrap();
            let mut leaf = leaves[index];
            let bit = bit.index((proof.len() + 1) * 256);
            match bit / 256 {
                0 => leaf[bit / 8 % 32] ^= 1 << (bit % 8),
                n => proof[n - 1][bit / 8 % 32] ^= 1 << (bit % 8),
            }
            prop_assert_ne!(root_of_proof(&leaf, index as u64, size as u64, &proof), Some(root(&leaves)));
        }

        #[test]
        fn a_proof_is_of_its_own_place_only(size in 2_usize..300, at in any::<prop::sample::Index>(), claimed in any::<prop::sample::Index>()) {
            let leaves = leaves(size);
            let (index, claimed) = (at.index(size), claimed.index(size));
            prop_assume!(index != claimed);
            let proof = inclusion_proof(&leaves, index).unwrap();
            prop_assert_ne!(root_of_proof(&leaves[index], claimed as u64, size as u64, &proof), Some(root(&leaves)));
        }

        #[test]
        fn a_proof_of_another_length_proves_nothing(size in 1_usize..300, at in any::<prop::sample::Index>(), extra in any::<Hash>()) {
            let leaves = leaves(size);
            let index = at.index(size);
            let proof = inclusion_proof(&leaves, index).unwrap();
            let longer = [proof.as_slice(), &[extra]].concat();
            prop_assert_ne!(root_of_proof(&leaves[index], index as u64, size as u64, &longer), Some(root(&leaves)));
            if let Some((_, shorter)) = proof.split_last() {
                prop_assert_ne!(root_of_proof(&leaves[index], index as u64, size as u64, shorter), Some(root(&leaves)));
            }
        }
    }
}
