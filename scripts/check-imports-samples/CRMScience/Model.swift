import CRMCore
import Numerics
